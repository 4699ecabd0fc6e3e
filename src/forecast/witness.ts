import { median } from 'simple-statistics'
import type { Observation, SnowForecast, SnowHour } from '../domain/forecast.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import type { Witness } from '../domain/witness.ts'

/**
 * What forecasts and weather stations say about a place, for whoever judges its sensors.
 *
 * - Snowfall: what stations around observed comes first (their median, so that one broken gauge or one summit does not
 *   speak for all); for time no station covers, the forecast.
 * - Temperature: the forecast's, which is made for the place's own height; without one, the stations' median.
 * - Of several forecasts the newest that covers the hour counts. Nothing received after `knownByMs` is looked at.
 */

/** Time is looked at in pieces so long: as stations of AMeDAS report. */
const PIECE_MS = 10 * MINUTE_MS
/** A temperature observed so long before or after still stands. */
const TEMPERATURE_HOLDS_MS = HOUR_MS
/**
 * Snowfall of a span is given when at least this share of it is known, the rest taken at the same rate: observations
 * come some minutes late, and the newest pieces of a span are always the unknown ones.
 */
const MIN_KNOWN_SHARE = 0.75
/** Longest span that is summed, hours; a longer one is not answered. */
const MAX_SPAN_H = 24 * 31

/**
 * A witness of one place.
 * @param runs forecasts of its cell, in any order. @param observations of stations around, in any order.
 */
export function witnessFrom(runs: readonly SnowForecast[], observations: readonly Observation[]): Witness {
  const forecasts = new Forecasts(runs)
  const stations = [...Map.groupBy(observations, (it) => `${it.provider} ${it.stationId}`).values()].map(
    (it) => new Station(it),
  )
  return {
    airTempC(atMs, knownByMs) {
      const forecast = forecasts.valueAt(atMs, knownByMs, (it) => it.airTempC)
      return forecast ?? medianOf(stations.map((it) => it.airTempC(atMs, knownByMs)))
    },
    snowfallCm: (fromMs, toMs, knownByMs) => snowfall(stations, forecasts, fromMs, toMs, knownByMs),
  }
}

function snowfall(
  stations: readonly Station[],
  forecasts: Forecasts,
  fromMs: EpochMs,
  toMs: EpochMs,
  knownByMs: EpochMs,
): number | null {
  const spanMs = toMs - fromMs
  if (!(spanMs > 0)) return spanMs === 0 ? 0 : null
  if (spanMs > MAX_SPAN_H * HOUR_MS) return null
  let knownMs = 0
  let sumCm = 0
  for (let pieceMs = Math.floor(fromMs / PIECE_MS) * PIECE_MS; pieceMs < toMs; pieceMs += PIECE_MS) {
    const partMs = Math.min(toMs, pieceMs + PIECE_MS) - Math.max(fromMs, pieceMs)
    const rateCmH =
      medianOf(stations.map((it) => it.rateCmH(pieceMs, knownByMs))) ??
      forecasts.valueAt(pieceMs, knownByMs, (it) => it.snowfallCm)
    if (rateCmH === null) continue
    knownMs += partMs
    sumCm += (rateCmH * partMs) / HOUR_MS
  }
  return knownMs < MIN_KNOWN_SHARE * spanMs ? null : (sumCm * spanMs) / knownMs
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((it) => it !== null)
  return known.length === 0 ? null : median(known)
}

interface ForecastOfHour {
  readonly receivedAtMs: EpochMs
  readonly hour: SnowHour
}

/** What a cell's forecasts say of each hour, the newest first. */
class Forecasts {
  readonly #byHour = new Map<EpochMs, ForecastOfHour[]>()

  constructor(runs: readonly SnowForecast[]) {
    for (const { receivedAtMs, hours } of runs.toSorted((a, b) => b.receivedAtMs - a.receivedAtMs)) {
      for (const hour of hours) {
        // A file's hours may begin at any minute.
        const hourMs = Math.floor(hour.fromMs / HOUR_MS) * HOUR_MS
        const of = this.#byHour.get(hourMs)
        if (of === undefined) this.#byHour.set(hourMs, [{ receivedAtMs, hour }])
        else of.push({ receivedAtMs, hour })
      }
    }
  }

  /** What the newest forecast known by then says of the hour of `atMs`; null when none says anything. */
  valueAt(atMs: EpochMs, knownByMs: EpochMs, value: (hour: SnowHour) => number | null): number | null {
    const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS
    const found = this.#byHour.get(hourMs)?.find((it) => it.receivedAtMs <= knownByMs && value(it.hour) !== null)
    return found === undefined ? null : value(found.hour)
  }
}

/** One station's observations by time. */
class Station {
  readonly #byTime: ReadonlyMap<EpochMs, Observation>

  constructor(observations: readonly Observation[]) {
    this.#byTime = new Map(observations.map((it) => [Math.round(it.atMs / PIECE_MS) * PIECE_MS, it]))
  }

  /** The observation nearest in time, within an hour; the earlier of two as near. */
  airTempC(atMs: EpochMs, knownByMs: EpochMs): number | null {
    const nearestMs = Math.round(atMs / PIECE_MS) * PIECE_MS
    for (let awayMs = 0; awayMs <= TEMPERATURE_HOLDS_MS; awayMs += PIECE_MS) {
      for (const tryMs of awayMs === 0 ? [nearestMs] : [nearestMs - awayMs, nearestMs + awayMs]) {
        const found = this.#known(tryMs, knownByMs)?.airTempC ?? null
        if (found !== null) return found
      }
    }
    return null
  }

  /**
   * Snowfall over the ten minutes from `pieceMs`, cm/h: the station gives sums of the hour before. The sum of the whole
   * hour the piece lies in comes first, so that hours add up; else the first sum that covers the piece.
   */
  rateCmH(pieceMs: EpochMs, knownByMs: EpochMs): number | null {
    const wholeHourMs = Math.floor(pieceMs / HOUR_MS) * HOUR_MS + HOUR_MS
    const whole = this.#known(wholeHourMs, knownByMs)?.snowfall1hCm ?? null
    if (whole !== null) return whole
    for (let atMs = pieceMs + PIECE_MS; atMs <= pieceMs + HOUR_MS; atMs += PIECE_MS) {
      const found = this.#known(atMs, knownByMs)?.snowfall1hCm ?? null
      if (found !== null) return found
    }
    return null
  }

  #known(atMs: EpochMs, knownByMs: EpochMs): Observation | undefined {
    const found = this.#byTime.get(atMs)
    return found !== undefined && found.receivedAtMs <= knownByMs ? found : undefined
  }
}
