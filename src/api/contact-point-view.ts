import { type Static, Type } from 'typebox'
import { checkWebhookUrl } from '../deliver/address-guard.ts'
import { WEEKDAYS } from '../domain/calendar.ts'
import { PEOPLE_CHANNELS, type PeopleChannel } from '../domain/channel.ts'
import { toIso } from '../domain/time.ts'
import { type FieldSaying, fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import type { ContactPoint } from '../store/contact-points/contact-point.ts'
import { nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

const HhMm = (description: string) => Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description })
/** Something to read, and nothing that breaks a line of a message or of a log. */
export const ONE_LINE = '^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\s][^\\u0000-\\u001f\\u007f]*$'
const Days = Type.Array(oneOf(WEEKDAYS), { minItems: 1, maxItems: 7, uniqueItems: true })

export const PushKeysSchema = record({
  p256dh: Type.String({
    pattern: '^[A-Za-z0-9_-]{86,88}$',
    description: 'the public key of the subscription, base64url',
  }),
  auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22,24}$', description: 'the secret of the subscription, base64url' }),
})

/** What a contact point is made of. */
export const ContactPointInput = record({
  name: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: ONE_LINE,
    description: 'whose it is, in 1 to 100 characters on one line',
  }),
  contractor: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'Absent: an officer on duty.' })),
  channel: oneOf(PEOPLE_CHANNELS),
  address: Type.String({
    minLength: 1,
    maxLength: 2000,
    description: 'E-mail address, telephone number, LINE id (`U…`, `C…`, `R…`) or push endpoint.',
  }),
  keys: Type.Optional(PushKeysSchema),
  language: Type.Optional(oneOf(['ja', 'en'], 'Default ja.')),
  active: Type.Optional(Type.Boolean({ description: 'Default true.' })),
  days: Type.Optional(Days),
  fromTime: Type.Optional(
    HhMm('a time of day HH:MM on the wall clock from which the officer is on duty; a window may pass midnight'),
  ),
  toTime: Type.Optional(HhMm('a time of day HH:MM until which the officer is on duty')),
})
export type ContactPointFields = Static<typeof ContactPointInput>

export const ContactPointSchema = record(
  {
    id: Type.String(),
    contractorId: nullableText('null: an officer on duty.'),
    name: Type.String(),
    channel: oneOf(PEOPLE_CHANNELS),
    address: Type.String({
      description: 'Masked for those who may not change it; of a push endpoint only its origin.',
    }),
    language: oneOf(['ja', 'en']),
    active: Type.Boolean(),
    disabledAt: nullableTime('When it was switched off because nobody is there any more; another address mends it.'),
    disabledWhy: nullableText(),
    days: Type.Unsafe<readonly string[] | null>({ type: ['array', 'null'], items: { type: 'string', enum: WEEKDAYS } }),
    fromTime: nullableText(),
    toTime: nullableText(),
    createdAt: Time,
    verifiedAt: nullableTime('When a message first reached it.'),
  },
  { $id: 'ContactPoint' },
)

/** @param whole whether the reader may see the address as it is. */
export function contactPointView(point: ContactPoint, whole: boolean): Static<typeof ContactPointSchema> {
  const { id, contractorId, name, channel, address, language, active, disabledWhy, days, fromTime, toTime } = point
  return {
    id,
    contractorId,
    name,
    channel,
    address: channel === 'web-push' ? originOf(address) : whole ? address : masked(address),
    language,
    active,
    disabledAt: isoOrNull(point.disabledAtMs),
    disabledWhy,
    days,
    fromTime,
    toTime,
    createdAt: toIso(point.createdAtMs),
    verifiedAt: isoOrNull(point.verifiedAtMs),
  }
}

/** Enough to recognise, too little to use: `y…@example.jp`, `…4567`. */
function masked(address: string): string {
  const at = address.lastIndexOf('@')
  return at > 0 ? `${address.slice(0, 1)}…${address.slice(at)}` : `…${address.slice(-4)}`
}

/** Whoever has a push endpoint can write to it: it is never shown whole. */
function originOf(endpoint: string): string {
  return URL.parse(endpoint)?.origin ?? '…'
}

/** What is wrong with the fields together. @param allow ranges a push endpoint may lie in though not public. */
export function contactPointProblems(fields: ContactPointFields, allow: readonly string[]): SpokenProblem[] {
  const { channel, address, contractor } = fields
  const problems: SpokenProblem[] = []
  const wrong = addressProblem(channel, address, allow)
  if (wrong !== undefined) problems.push(fieldProblem('address', wrong))
  if (channel === 'web-push' && fields.keys === undefined) {
    problems.push(fieldProblem('keys', say('keys-needed')))
  }
  if (channel !== 'web-push' && fields.keys !== undefined) {
    problems.push(fieldProblem('keys', say('keys-not-of-channel', { channel })))
  }
  for (const field of ['days', 'fromTime', 'toTime'] as const) {
    if (contractor === undefined || fields[field] === undefined) continue
    problems.push(fieldProblem(field, say('duty-is-officers')))
  }
  return problems
}

function addressProblem(channel: PeopleChannel, address: string, allow: readonly string[]): FieldSaying | undefined {
  switch (channel) {
    case 'email':
      return /^[^\s@<>,;:"()[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(address) ? undefined : say('not-an-email')
    case 'sms':
      return /^\+?[0-9][0-9 ()-]{5,19}$/.test(address) ? undefined : say('not-a-telephone')
    case 'line':
      return /^[UCR][0-9a-f]{32}$/.test(address) ? undefined : say('not-a-line-id')
    case 'web-push':
      return checkWebhookUrl(address, allow)?.says
  }
}
