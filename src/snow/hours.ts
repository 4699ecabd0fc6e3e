import { HOUR_MS } from '../domain/time.ts'

/** Where the level and the sum of new snow stood at the last sample of an hour. */
export interface HourMark {
  readonly atMs: number
  readonly depthCm: number
  /** All new snow since the record began, cm. */
  readonly fallenCm: number
}

/** Marks of the 73 whole hours that bound 72 h, and of the hour under way. */
const MARKS_MS = 74 * HOUR_MS

/** The whole hour at which an hour's last sample stands: itself when it is one. */
export function hourOf(atMs: number): number {
  return Math.ceil(atMs / HOUR_MS) * HOUR_MS
}

/** Adds a mark that is not earlier than the last one; a mark of the same hour is replaced. */
export function addMark(marks: readonly HourMark[], mark: HourMark): readonly HourMark[] {
  const last = marks.at(-1)
  const sameHour = last !== undefined && hourOf(last.atMs) === hourOf(mark.atMs)
  const kept = (sameHour ? marks.slice(0, -1) : marks).filter((it) => hourOf(mark.atMs) - hourOf(it.atMs) < MARKS_MS)
  return [...kept, mark]
}

/**
 * Snowfall as the Japan Meteorological Agency counts it (降雪の深さ): the sum of the positive differences between the
 * depths of whole hours and of the hours before them, in whole centimetres as its gauges report. Source: 雪に関する用語解説,
 * Sapporo Regional Headquarters, JMA. Settling during the hour is not added, noise of a centimetre is not left out.
 * @param hours how many whole hours up to `nowMs`.
 * @returns the sum in cm and the number of hours whose difference is known.
 */
export function hourlySum(
  marks: readonly HourMark[],
  hours: number,
  nowMs: number,
): { readonly cm: number; readonly knownHours: number } {
  const depthAt = new Map(marks.map((it) => [hourOf(it.atMs), Math.round(it.depthCm)]))
  const lastMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
  let cm = 0
  let knownHours = 0
  for (let back = 0; back < hours; back++) {
    const to = depthAt.get(lastMs - back * HOUR_MS)
    const from = depthAt.get(lastMs - (back + 1) * HOUR_MS)
    if (to === undefined || from === undefined) continue
    cm += Math.max(0, to - from)
    knownHours++
  }
  return { cm, knownHours }
}
