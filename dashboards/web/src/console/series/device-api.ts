/** What the page of a device reads, as the API writes it. */

export interface Device {
  readonly id: string
  readonly kind: 'ultrasonic' | 'camera'
  readonly routeId: string | null
  readonly surface: 'carriageway' | 'roadside'
  readonly mountHeightMm: number | null
  readonly intervalS: number
  readonly hasToken: boolean
  readonly lastSeenAt: string | null
  readonly lastReadingAt: string | null
}

export interface Health {
  readonly status: 'ok' | 'late' | 'offline' | 'never-seen'
  readonly since: string | null
  readonly lastSeenAt: string | null
  readonly lastReadingAt: string | null
  readonly expectedIntervalS: number
  readonly battery: { readonly state: 'ok' | 'low' | 'unknown'; readonly volts: number | null }
  readonly clock: { readonly quality: 'ok' | 'drifting' | 'implausible' | 'unknown'; readonly skewMs: number | null }
  readonly reasons: readonly HealthReason[]
}

export interface HealthReason {
  readonly code: string
  readonly silentS?: number
  readonly limitS?: number
  readonly batteryV?: number
  readonly limitV?: number
  readonly skewMs?: number
}

export interface Reading {
  readonly at: string
  readonly rssiDbm: number | null
}

export const CONFIG_FIELDS = ['intervalS', 'mountHeightMm', 'calibrationOffsetMm'] as const
export type ConfigField = (typeof CONFIG_FIELDS)[number]

export interface Config {
  readonly inSync: boolean
  readonly desired: (Readonly<Record<ConfigField, number | null>> & { readonly updatedAt: string }) | null
  readonly reported: { readonly reportedAt: string; readonly body: Readonly<Record<string, unknown>> } | null
  readonly registered: { readonly intervalS: number; readonly mountHeightMm: number | null }
}

/** How a device names the fields of its configuration. */
export const REPORTED_AS: Readonly<Record<ConfigField, string>> = {
  intervalS: 'interval_s',
  mountHeightMm: 'mount_height_mm',
  calibrationOffsetMm: 'calibration_offset_mm',
}

export interface Command {
  readonly id: string
  readonly kind: 'reboot' | 'sample-now'
  readonly state: 'queued' | 'sent' | 'acknowledged' | 'failed' | 'expired'
  readonly createdAt: string
  readonly expiresAt: string
  readonly finishedAt: string | null
  readonly detail: string | null
}
