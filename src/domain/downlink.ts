import type { EpochMs } from './time.ts'

/** What a device is asked to be: fields that are null are left as the device has them. */
export interface DeviceConfig {
  /** Time between samples, s. */
  readonly intervalS: number | null
  /** Sensor face above bare ground as the device shall believe it, mm. The registered height stays as it is. */
  readonly mountHeightMm: number | null
  /** Added to every distance the device measures, mm. */
  readonly calibrationOffsetMm: number | null
}

/** Inclusive bounds of each field, whole numbers. */
export const CONFIG_LIMITS = {
  intervalS: { min: 10, max: 86_400 },
  mountHeightMm: { min: 200, max: 20_000 },
  calibrationOffsetMm: { min: -500, max: 500 },
} as const satisfies Record<keyof DeviceConfig, { readonly min: number; readonly max: number }>

/** A device's configuration as last asked for; the version counts from 1 and rises with every change. */
export interface DesiredConfig extends DeviceConfig {
  readonly deviceId: string
  readonly version: number
  readonly updatedAtMs: EpochMs
  /** `kind:id` of who asked. */
  readonly actor: string
}

/** A device's configuration as it last told us. */
export interface ReportedConfig {
  readonly deviceId: string
  /** Version of ours that it runs; null when it names none. */
  readonly version: number | null
  readonly intervalS: number | null
  /** Everything it said. */
  readonly body: Readonly<Record<string, unknown>>
  readonly reportedAtMs: EpochMs
}

/** True when nothing is asked that the device does not report to have taken up. */
export function inSync(desired: DesiredConfig | undefined, reported: ReportedConfig | undefined): boolean {
  return desired === undefined || reported?.version === desired.version
}

/** The configuration as it goes over the wire. */
export function configPayload(desired: DesiredConfig): string {
  const { version, intervalS, mountHeightMm, calibrationOffsetMm } = desired
  return JSON.stringify({
    version,
    ...(intervalS === null ? {} : { interval_s: intervalS }),
    ...(mountHeightMm === null ? {} : { mount_height_mm: mountHeightMm }),
    ...(calibrationOffsetMm === null ? {} : { calibration_offset_mm: calibrationOffsetMm }),
  })
}

export const COMMAND_KINDS = ['reboot', 'sample-now'] as const
export type CommandKind = (typeof COMMAND_KINDS)[number]

/**
 * A command is `queued` until it has been handed to a connection of the device, then `sent`, once or at several
 * appearances, until the device says that it was done (`acknowledged`) or could not be (`failed`), or its time is up
 * (`expired`: it is not sent any more). A device that tells of an expired command did it all the same: that is the
 * later truth, so `expired` may still become `acknowledged` or `failed`. Those two are final.
 */
export const COMMAND_STATES = ['queued', 'sent', 'acknowledged', 'failed', 'expired'] as const
export type CommandState = (typeof COMMAND_STATES)[number]

/** States in which a command still waits for the device. */
export const OPEN_COMMAND_STATES = ['queued', 'sent'] as const satisfies readonly CommandState[]

/** Commands that may wait for one device at a time: enough for any purpose, few enough for any device. */
export const MAX_OPEN_COMMANDS = 8

/** Bounds and default of how long a command may wait for its device, s. */
export const COMMAND_EXPIRY_S = { min: 10, max: 604_800, default: 86_400 } as const

export interface DeviceCommand {
  readonly id: string
  readonly deviceId: string
  readonly kind: CommandKind
  readonly state: CommandState
  readonly actor: string
  readonly createdAtMs: EpochMs
  readonly expiresAtMs: EpochMs
  /** When it was last handed to a connection, and how often. */
  readonly sentAtMs: EpochMs | null
  readonly sends: number
  /** When it was acknowledged, failed or expired. */
  readonly finishedAtMs: EpochMs | null
  /** What the device said beside its result. */
  readonly detail: string | null
}

/** The command as it goes over the wire. */
export function commandPayload(command: DeviceCommand): string {
  return JSON.stringify({ id: command.id, kind: command.kind })
}
