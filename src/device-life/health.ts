import type { BatteryState, ClockQuality, PresenceStatus } from '../domain/device-health.ts'
import { DAY_MS, type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { NO_VITALS, type Vitals } from '../domain/vitals.ts'
import { batteryState, batteryVoltage, lowVoltage } from './battery.ts'
import { clockSkewMs } from './skew.ts'

/**
 * The health of a device as a pure function of what was heard of it and of now.
 *
 * - `never-seen` until the first message;
 * - `late` after 1.5 expected intervals without any message, or when it talks but has brought no reading for as long as
 *   makes it offline;
 * - `offline` after 3 intervals and at least 30 minutes without any message (both can be set);
 * - else `ok`.
 *
 * A last will or goodbye is a reason shown, never a status of its own: a device that sleeps between samples says goodbye
 * every time, and silence alone decides.
 */

const LATE_INTERVALS = 1.5
/** The timer looks once a minute; it cannot call anybody late by less. */
const LATE_MIN_MS = MINUTE_MS
/** Beyond this a clock drifts; back within the smaller figure it is good again. */
const DRIFT_MS = 60 * SECOND_MS
const DRIFT_OVER_MS = 45 * SECOND_MS
/** No device buffers for so long: its clock has lost the date. */
const BEHIND_MS = 30 * DAY_MS

export interface HealthLimits {
  readonly offlineIntervals: number
  readonly offlineMinMs: number
  /** Device times further ahead than this are replaced by ours. */
  readonly maxAheadMs: number
  /** Since when this service listens: silence before was ours, not the device's. Null: count all of it. */
  readonly listeningSinceMs: EpochMs | null
}

export interface HealthInput {
  /** Time between messages that is expected, s. */
  readonly intervalS: number
  /** True for devices that are to bring readings. */
  readonly measures: boolean
  /** Undefined: never heard. */
  readonly heard: Heard | undefined
  /** The newest readings were judged implausible and await confirmation; null: not known here. */
  readonly suspect: boolean | null
  /** How it was judged before: limits have two sides, so that nothing flaps, and who was offline stays so until heard. */
  readonly before:
    | { readonly status: PresenceStatus; readonly battery: BatteryState; readonly clock: ClockQuality }
    | undefined
}

export interface Heard {
  readonly lastSeenAtMs: EpochMs
  readonly readingReceivedAtMs: EpochMs | null
  /** State it last named for itself, and when. */
  readonly saidState: string | null
  readonly saidAtMs: EpochMs | null
  readonly vitals: Vitals
}

export type HealthReason =
  | { readonly code: 'never-seen' }
  | { readonly code: 'silent'; readonly silentS: number; readonly limitS: number }
  | { readonly code: 'no-readings'; readonly sinceS: number | null }
  | { readonly code: 'said-offline'; readonly atMs: EpochMs }
  | { readonly code: 'battery-low'; readonly batteryV: number; readonly limitV: number }
  | { readonly code: 'clock-drifting'; readonly skewMs: number }
  | { readonly code: 'clock-implausible'; readonly skewMs: number }
  | { readonly code: 'sensor-suspect' }

export interface DeviceHealth {
  readonly status: PresenceStatus
  /** Silence after which it is late, and offline, ms. */
  readonly lateAfterMs: number
  readonly offlineAfterMs: number
  readonly battery: { readonly state: BatteryState; readonly batteryV: number | null }
  /** `skewMs` above 0: the device's clock is ahead of ours. */
  readonly clock: { readonly quality: ClockQuality; readonly skewMs: number | null }
  readonly reasons: readonly HealthReason[]
}

/** Judges a device. Never throws. */
export function deviceHealth(input: HealthInput, limits: HealthLimits, nowMs: EpochMs): DeviceHealth {
  const { heard, before } = input
  const intervalMs = input.intervalS * SECOND_MS
  const offlineAfterMs = Math.max(limits.offlineIntervals * intervalMs, limits.offlineMinMs)
  const lateAfterMs = Math.min(offlineAfterMs, Math.max(LATE_INTERVALS * intervalMs, LATE_MIN_MS))
  const listeningSinceMs = before?.status === 'offline' ? null : limits.listeningSinceMs
  const presence = presenceOf(input, { lateAfterMs, offlineAfterMs, listeningSinceMs }, nowMs)
  const vitals = heard?.vitals ?? NO_VITALS
  const batteryV = batteryVoltage(vitals)
  const battery = { state: batteryState(batteryV, before?.battery ?? 'unknown'), batteryV }
  const clock = clockOf(vitals, before?.clock ?? 'unknown', limits)
  const reasons: HealthReason[] = [...presence.reasons]
  if (heard?.saidState === 'offline' && heard.saidAtMs !== null)
    reasons.push({ code: 'said-offline', atMs: heard.saidAtMs })
  if (battery.state === 'low' && batteryV !== null)
    reasons.push({ code: 'battery-low', batteryV, limitV: lowVoltage(batteryV) })
  if (clock.skewMs !== null && (clock.quality === 'drifting' || clock.quality === 'implausible'))
    reasons.push({ code: `clock-${clock.quality}`, skewMs: clock.skewMs })
  if (input.suspect === true) reasons.push({ code: 'sensor-suspect' })
  return { status: presence.status, lateAfterMs, offlineAfterMs, battery, clock, reasons }
}

interface Patience {
  readonly lateAfterMs: number
  readonly offlineAfterMs: number
  readonly listeningSinceMs: EpochMs | null
}

function presenceOf(
  { heard, measures }: HealthInput,
  { lateAfterMs, offlineAfterMs, listeningSinceMs }: Patience,
  nowMs: EpochMs,
): { status: PresenceStatus; reasons: HealthReason[] } {
  if (heard === undefined) return { status: 'never-seen', reasons: [{ code: 'never-seen' }] }
  const listeningMs = nowMs - (listeningSinceMs ?? Number.NEGATIVE_INFINITY)
  const silentMs = Math.min(nowMs - heard.lastSeenAtMs, listeningMs)
  const silent = (limitMs: number): HealthReason => ({
    code: 'silent',
    silentS: Math.round(silentMs / SECOND_MS),
    limitS: limitMs / SECOND_MS,
  })
  if (silentMs > offlineAfterMs) return { status: 'offline', reasons: [silent(offlineAfterMs)] }
  const reasons = silentMs > lateAfterMs ? [silent(lateAfterMs)] : []
  const brought = heard.readingReceivedAtMs
  const emptyMs = brought === null ? null : Math.min(nowMs - brought, listeningMs)
  if (measures && (emptyMs === null || emptyMs > offlineAfterMs)) {
    const sinceS = emptyMs === null ? null : Math.round(emptyMs / SECOND_MS)
    reasons.push({ code: 'no-readings', sinceS })
  }
  return { status: reasons.length > 0 ? 'late' : 'ok', reasons }
}

function clockOf(
  vitals: Vitals,
  before: ClockQuality,
  { maxAheadMs }: HealthLimits,
): { quality: ClockQuality; skewMs: number | null } {
  const skewMs = clockSkewMs(vitals.delaysMs)
  if (skewMs === undefined) return { quality: 'unknown', skewMs: null }
  if (skewMs > maxAheadMs || skewMs < -BEHIND_MS) return { quality: 'implausible', skewMs }
  const good = before === 'drifting' || before === 'implausible' ? DRIFT_OVER_MS : DRIFT_MS
  return { quality: Math.abs(skewMs) > good ? 'drifting' : 'ok', skewMs }
}
