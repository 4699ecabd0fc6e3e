/** Whether a device is heard: as often as expected, less often, not at all any more, or never yet. */
export const PRESENCE_STATUSES = ['ok', 'late', 'offline', 'never-seen'] as const
export type PresenceStatus = (typeof PRESENCE_STATUSES)[number]

export const BATTERY_STATES = ['ok', 'low', 'unknown'] as const
export type BatteryState = (typeof BATTERY_STATES)[number]

/** How far a device's clock can be believed; `implausible`: its times are not used at all. */
export const CLOCK_QUALITIES = ['ok', 'drifting', 'implausible', 'unknown'] as const
export type ClockQuality = (typeof CLOCK_QUALITIES)[number]
