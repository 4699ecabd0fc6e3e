import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mean } from 'simple-statistics'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { compensateDistance } from '../../src/quality/compensation.ts'
import { EMPTY_SENSOR, foldReading } from '../../src/snow/fold.ts'
import { parseStation, type Station, stationDevice, stationReading } from './stations.ts'

const SERIES = 'oldtown_hw_2018-11_2020-06'
const STAKES = 'oldtown_hw_manual_truth_2018-11_2020-06'
/** A stake is compared with the nearest value within this. */
const NEAR_MS = 90 * MINUTE_MS
/** Echo quality numbers that the SR50A's manual calls good. */
const GOOD_FROM = 152
const GOOD_TO = 210
/** A summer without snow: what is new snow in it is false. */
const SUMMER = { fromMs: Date.parse('2019-06-01T00:00:00Z'), toMs: Date.parse('2019-10-01T00:00:00Z') }

/** What two recorded winters of a raw ultrasonic sensor prove, with a person's stake readings beside it. */
export interface OldTownProof {
  /** Greatest difference of our compensated distance from the logger's own, cm. */
  readonly compensationMaxErrorCm: number
  readonly compensated: number
  /** Mean absolute error of our level against the stake, at the stakes that also have a good raw sample, cm. */
  readonly maeCm: number
  /** The same of the nearest raw sample whose echo was good, cm. */
  readonly rawGoodMaeCm: number
  /** Stakes with both within 90 min. */
  readonly stakes: number
  /** Ours at every stake with a level of ours within 90 min: also where heavy snow left no good echo, cm. */
  readonly maeAllCm: number
  readonly stakesAll: number
  /** New snow counted from June to September 2019, cm. */
  readonly falseSummerNewSnowCm: number
}

interface Value {
  readonly atMs: number
  readonly depthCm: number
}

/** @param dir folder of the recorded series. @returns undefined where they are absent. */
export function oldTownProof(dir: string): OldTownProof | undefined {
  const files = [SERIES, STAKES].map((it) => join(dir, `${it}.csv`))
  if (!files.every((it) => existsSync(it))) return undefined
  const [text = '', stakeText = ''] = files.map((it) => readFileSync(it, 'utf8'))
  const station = parseStation(SERIES, text)
  if (station === undefined) return undefined
  const { levels, falseSummerNewSnowCm } = folded(station)
  const rawGood = station.rows.flatMap((it): Value[] => {
    const good = it.echoQuality !== null && it.echoQuality >= GOOD_FROM && it.echoQuality <= GOOD_TO
    return good && it.depthCm !== null ? [{ atMs: it.atMs, depthCm: it.depthCm }] : []
  })
  const stakes = readStakes(stakeText)
  const both = stakes.filter((it) => errorAt(rawGood, it).length > 0 && errorAt(levels, it).length > 0)
  const all = stakes.flatMap((it) => errorAt(levels, it))
  return {
    ...compensation(text),
    maeCm: mean(both.flatMap((it) => errorAt(levels, it))),
    rawGoodMaeCm: mean(both.flatMap((it) => errorAt(rawGood, it))),
    stakes: both.length,
    maeAllCm: mean(all),
    stakesAll: all.length,
    falseSummerNewSnowCm,
  }
}

/** The series through quality control and snow state, at the mounting height of each time. */
function folded(station: Station): { levels: Value[]; falseSummerNewSnowCm: number } {
  const device = stationDevice(station)
  const levels: Value[] = []
  let state = EMPTY_SENSOR
  let falseSummerNewSnowCm = 0
  for (const row of station.rows) {
    const before = state.snow.snowfall.fallenCm
    const at = { ...device, mountHeightMm: row.mountHeightMm ?? device.mountHeightMm }
    const { state: next, judged } = foldReading(state, stationReading(row), at)
    state = next
    const level = state.snow.history.at(-1)
    if (judged.accepted && level !== undefined) levels.push({ atMs: row.atMs, depthCm: level.depthCm })
    if (row.atMs >= SUMMER.fromMs && row.atMs < SUMMER.toMs)
      falseSummerNewSnowCm += state.snow.snowfall.fallenCm - before
  }
  return { levels, falseSummerNewSnowCm }
}

/** Our compensation of the raw distance against the one the logger recorded. */
function compensation(text: string): { compensationMaxErrorCm: number; compensated: number } {
  const [head = '', ...lines] = text.trim().split('\n')
  const names = head.trim().split(',')
  const places = ['distance_raw_m', 'distance_tc_m', 'air_temp_c'].map((it) => names.indexOf(it))
  let [compensationMaxErrorCm, compensated] = [0, 0]
  for (const line of lines) {
    const cells = line.trim().split(',')
    const [raw = '', theirs = '', air = ''] = places.map((it) => cells[it] ?? '')
    if (raw === '' || theirs === '' || air === '') continue
    compensated++
    const oursMm = compensateDistance(Number(raw) * 1000, Number(air))
    compensationMaxErrorCm = Math.max(compensationMaxErrorCm, Math.abs(oursMm - Number(theirs) * 1000) / 10)
  }
  return { compensationMaxErrorCm, compensated }
}

function readStakes(text: string): Value[] {
  const lines = text.trim().split('\n').slice(1)
  return lines.map((line) => {
    const [time = '', depthMm = ''] = line.trim().split(',')
    return { atMs: Date.parse(time), depthCm: Number(depthMm) / 10 }
  })
}

/** Absolute error of the nearest value in time, cm; none where none is near. */
function errorAt(values: readonly Value[], stake: Value): number[] {
  let nearest: Value | undefined
  for (const one of values)
    if (nearest === undefined || Math.abs(one.atMs - stake.atMs) < Math.abs(nearest.atMs - stake.atMs)) nearest = one
  if (nearest === undefined || Math.abs(nearest.atMs - stake.atMs) > NEAR_MS) return []
  return [Math.abs(nearest.depthCm - stake.depthCm)]
}
