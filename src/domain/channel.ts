/** Ways by which a message leaves us. */
export const CHANNELS = ['webhook', 'email', 'web-push', 'line', 'sms'] as const
export type Channel = (typeof CHANNELS)[number]

/** Those that end at a person. */
export const PEOPLE_CHANNELS = ['email', 'web-push', 'line', 'sms'] as const satisfies readonly Channel[]
export type PeopleChannel = (typeof PEOPLE_CHANNELS)[number]

/** What officers on duty are told of. */
export const DUTY_NOTICE_TYPES = ['order.proposed', 'order.alarm', 'order.at-risk'] as const
export type DutyNoticeType = (typeof DUTY_NOTICE_TYPES)[number]
