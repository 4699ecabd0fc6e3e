import type { Surface } from '../src/domain/device.ts'
import { randomOf } from './random.ts'
import { depthAfter, type Scenario, weatherAt } from './weather.ts'

/** A sensor's place in the world. */
export interface Place {
  readonly id: string
  readonly routeId: string | null
  readonly surface: Surface
}

/** What a sensor would see at a moment if it were perfect. */
export interface Conditions {
  readonly depthCm: number
  readonly snowfallCmPerH: number
  readonly airTempC: number
}

/** The true state of the snow, which no sensor knows exactly. */
export interface Field {
  conditions(place: Place, atMs: number): Conditions
  /** A plow passes: the route's carriageway is left with a thin layer; the roadside keeps its snow. */
  plow(routeId: string, atMs: number): void
}

/** What a plow leaves on the carriageway, cm. */
export const AFTER_PLOW_CM = 0.5

/** Builds the field of a scenario. Moments may be asked for in any order. */
export function createField(scenario: Scenario): Field {
  const passes = new Map<string, number[]>()

  const factorOf = (place: Place): number => {
    const named = place.routeId === null ? undefined : scenario.perRoute.factors[place.routeId]
    const variation = scenario.perRoute.variation
    return named ?? 1 + randomOf(scenario.seed, 'snowfall', place.routeId ?? place.id).between(-variation, variation)
  }

  const depthAt = (place: Place, atMs: number, factor: number): number => {
    let fromMs = scenario.startMs
    let depthCm = scenario.initialDepthCm[place.surface]
    const grownUntil = (untilMs: number) =>
      depthAfter(scenario.weather, fromMs, untilMs, depthCm, factor, scenario.settlingPerHour)
    const seen = place.surface === 'carriageway' && place.routeId !== null ? passes.get(place.routeId) : undefined
    for (const passMs of seen ?? []) {
      if (passMs > atMs) break
      depthCm = Math.min(AFTER_PLOW_CM, grownUntil(passMs))
      fromMs = passMs
    }
    return grownUntil(atMs)
  }

  return {
    conditions(place, atMs) {
      const factor = factorOf(place)
      const weather = weatherAt(scenario.weather, atMs)
      return {
        depthCm: depthAt(place, atMs, factor),
        snowfallCmPerH: weather.snowfallCmPerH * factor,
        airTempC: weather.airTempC,
      }
    },
    plow(routeId, atMs) {
      const times = passes.get(routeId) ?? []
      times.push(atMs)
      passes.set(
        routeId,
        times.sort((a, b) => a - b),
      )
    },
  }
}
