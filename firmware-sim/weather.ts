import { HOUR_MS } from '../src/domain/time.ts'
import type { FieldProblem } from '../src/errors.ts'
import { type Fault, readFault } from './faults.ts'
import { Fields } from './fields.ts'
import { InputError } from './input-error.ts'

/** The weather at one moment; between points it changes linearly, outside them it stays. */
export interface WeatherPoint {
  readonly atMs: number
  readonly snowfallCmPerH: number
  readonly airTempC: number
}

/** A night to play: what falls, where, and what breaks. */
export interface Scenario {
  readonly name: string
  readonly seed: number
  readonly startMs: number
  readonly endMs: number
  /** Ascending by `atMs`, at least one. */
  readonly weather: readonly WeatherPoint[]
  readonly perRoute: {
    /** Snowfall of each route differs by a seeded share up to this, either way. */
    readonly variation: number
    /** Factor on the snowfall of named routes, in place of the seeded one. */
    readonly factors: Readonly<Record<string, number>>
  }
  /** Share of its depth the snow loses in an hour. */
  readonly settlingPerHour: number
  readonly initialDepthCm: { readonly carriageway: number; readonly roadside: number }
  readonly faults: readonly Fault[]
}

/** Settling of young snow, share per hour (measured over 173 storm ends). */
export const DEFAULT_SETTLING_PER_HOUR = 0.012

/**
 * Reads a scenario file's content.
 * Throws InputError naming every wrong field, its value and the remedy.
 */
export function parseScenario(input: unknown): Scenario {
  const problems: FieldProblem[] = []
  const fields = new Fields(input, '', problems)
  const perRoute = fields.object('perRoute')
  const initialDepth = fields.object('initialDepthCm')
  const depth = { min: 0, max: 1000, default: 0 }
  const scenario: Scenario = {
    name: fields.text('name'),
    seed: fields.number('seed', { default: 1 }),
    startMs: fields.instant('start'),
    endMs: fields.instant('end'),
    weather: fields.list('weather', readPoint, 1),
    perRoute: {
      variation: perRoute.number('variation', { min: 0, max: 0.9, default: 0 }),
      factors: perRoute.object('factors').numbers({ min: 0, max: 10 }),
    },
    settlingPerHour: fields.number('settlingPerHour', { min: 0, max: 1, default: DEFAULT_SETTLING_PER_HOUR }),
    initialDepthCm: {
      carriageway: initialDepth.number('carriageway', depth),
      roadside: initialDepth.number('roadside', depth),
    },
    faults: fields.list('faults', readFault),
  }
  if (scenario.endMs <= scenario.startMs) fields.note('end', 'must be after start')
  const ascending = scenario.weather.every((it, i) => i === 0 || it.atMs > (scenario.weather[i - 1]?.atMs ?? it.atMs))
  if (!ascending) fields.note('weather', 'must be in ascending order of at, each time once')
  for (const part of [fields, perRoute, initialDepth]) part.end()
  if (problems.length > 0) throw new InputError(problems)
  return scenario
}

function readPoint(fields: Fields): WeatherPoint {
  const point = {
    atMs: fields.instant('at'),
    snowfallCmPerH: fields.number('snowfallCmPerH', { min: 0, max: 30 }),
    airTempC: fields.number('airTempC', { min: -60, max: 50 }),
  }
  fields.end()
  return point
}

/** Snow that falls evenly, for a fleet without a scenario file. */
export function steadyScenario(seed: number, startMs: number): Scenario {
  return {
    name: 'steady',
    seed,
    startMs,
    endMs: Number.POSITIVE_INFINITY,
    weather: [{ atMs: startMs, snowfallCmPerH: 2, airTempC: -3 }],
    perRoute: { variation: 0.1, factors: {} },
    settlingPerHour: DEFAULT_SETTLING_PER_HOUR,
    initialDepthCm: { carriageway: 0, roadside: 0 },
    faults: [],
  }
}

/** The same scenario beginning at another moment: everything in it moves along. */
export function shiftScenario(scenario: Scenario, startMs: number): Scenario {
  const byMs = startMs - scenario.startMs
  return {
    ...scenario,
    startMs,
    endMs: scenario.endMs + byMs,
    weather: scenario.weather.map((it) => ({ ...it, atMs: it.atMs + byMs })),
    faults: scenario.faults.map((it) => ({ ...it, fromMs: it.fromMs + byMs, toMs: it.toMs + byMs })),
  }
}

/** The weather at a moment, by linear interpolation. */
export function weatherAt(points: readonly WeatherPoint[], atMs: number): WeatherPoint {
  const next = points.findIndex((it) => it.atMs > atMs)
  const after = points[next] ?? points.at(-1)
  const before = next === -1 ? points.at(-1) : (points[next - 1] ?? after)
  if (before === undefined || after === undefined) throw new RangeError('weather needs at least one point')
  const spanMs = after.atMs - before.atMs
  const share = spanMs === 0 ? 0 : (atMs - before.atMs) / spanMs
  const between = (from: number, to: number) => from + (to - from) * share
  return {
    atMs,
    snowfallCmPerH: between(before.snowfallCmPerH, after.snowfallCmPerH),
    airTempC: between(before.airTempC, after.airTempC),
  }
}

/** Slower settling than this is taken for none: the exact solution would lose its digits. */
const LEAST_SETTLING = 1e-4

/**
 * Depth after snow has fallen and settled, cm: the exact solution of dh/dt = f·s(t) − k·h for a snowfall s that is
 * linear between the weather's points, so the answer does not depend on how often it is asked for.
 * @param factor f, the place's share of the snowfall.
 * @param settlingPerHour k.
 */
export function depthAfter(
  points: readonly WeatherPoint[],
  fromMs: number,
  toMs: number,
  initialCm: number,
  factor: number,
  settlingPerHour: number,
): number {
  let depthCm = initialCm
  let atMs = fromMs
  while (atMs < toMs) {
    const untilMs = Math.min(toMs, points.find((it) => it.atMs > atMs)?.atMs ?? toMs)
    const startRate = factor * weatherAt(points, atMs).snowfallCmPerH
    const endRate = factor * weatherAt(points, untilMs).snowfallCmPerH
    const hours = (untilMs - atMs) / HOUR_MS
    depthCm = grow(depthCm, startRate, (endRate - startRate) / hours, hours, settlingPerHour)
    atMs = untilMs
  }
  return depthCm
}

function grow(depthCm: number, rate: number, rateChange: number, hours: number, settling: number): number {
  if (settling < LEAST_SETTLING) return depthCm + rate * hours + (rateChange * hours * hours) / 2
  const steady = rate / settling - rateChange / settling ** 2
  return (depthCm - steady) * Math.exp(-settling * hours) + steady + (rateChange * hours) / settling
}
