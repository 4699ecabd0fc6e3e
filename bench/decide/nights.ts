import type { Device } from '../../src/domain/device.ts'
import type { TimedReading } from '../../src/domain/reading.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { EMPTY_SENSOR, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { between, gaussian, seeded } from '../skill/random.ts'
import { MOUNT_MM } from './district.ts'

/** Different nights; sensors share them, each with a state of its own in memory. */
const NIGHTS = 200
const STEP_MS = 10 * MINUTE_MS
/** Length of a night's record: the layers that still settle are among it. */
const NIGHT_H = 24
/** Noise of a sample, and snow before the storm, cm. */
const NOISE_CM = 0.3
const OLD_SNOW_CM = 30
const HEAVIEST_CM_PER_H = 3

export type BenchReading = TimedReading & { readonly identity: string }

/** Readings of every night up to `nowMs`, one every ten minutes, ascending: quiet, a storm, or several. */
export function nightsUntil(nowMs: number): BenchReading[][] {
  return Array.from({ length: NIGHTS }, (_, night) => nightOf(seeded(night + 1), nowMs))
}

function nightOf(random: () => number, nowMs: number): BenchReading[] {
  const heavyCmPerH = between(random, 0, HEAVIEST_CM_PER_H)
  const swing = between(random, 1, 4)
  let depthCm = between(random, 0, OLD_SNOW_CM)
  const length = (NIGHT_H * HOUR_MS) / STEP_MS
  return Array.from({ length }, (_, index) => {
    const rate = Math.max(0, heavyCmPerH * Math.sin((index / length) * Math.PI * swing))
    depthCm += (rate * STEP_MS) / HOUR_MS
    return readingOf(nowMs - (length - 1 - index) * STEP_MS, depthCm + NOISE_CM * gaussian(random))
  })
}

function readingOf(atMs: number, depthCm: number): BenchReading {
  return {
    boot: null,
    seq: null,
    deviceAtMs: atMs,
    distanceMm: Math.round(MOUNT_MM - Math.max(0, depthCm) * 10),
    depthMm: null,
    airTempC: -4,
    echoQuality: 190,
    batteryV: null,
    rssiDbm: null,
    extra: null,
    atMs,
    receivedAtMs: atMs,
    timeSource: 'device',
    identity: `@${atMs}`,
  }
}

/** The state of a sensor that said these readings and nothing before. */
export function foldAll(device: Device, readings: readonly BenchReading[]): SensorState {
  return readings.reduce((state, reading) => foldReading(state, reading, device).state, EMPTY_SENSOR)
}

/** The readings of the last `hours`. */
export function lastHours(readings: readonly BenchReading[], hours: number): readonly BenchReading[] {
  return readings.slice(-Math.round((hours * HOUR_MS) / STEP_MS))
}
