import { HOUR_MS } from '../../src/domain/time.ts'
import type { Fault } from '../faults.ts'
import { createField } from '../field.ts'
import { type FleetDevice, Sampler } from '../sampler.ts'
import type { Scenario } from '../weather.ts'

export const START_MS = Date.UTC(2026, 0, 20, 9)

export const snowyNight: Scenario = {
  name: 'snowy night',
  seed: 7,
  startMs: START_MS,
  endMs: START_MS + 12 * HOUR_MS,
  weather: [
    { atMs: START_MS, snowfallCmPerH: 0, airTempC: -2 },
    { atMs: START_MS + 4 * HOUR_MS, snowfallCmPerH: 5, airTempC: -6 },
    { atMs: START_MS + 10 * HOUR_MS, snowfallCmPerH: 1, airTempC: -8 },
  ],
  perRoute: { variation: 0, factors: {} },
  settlingPerHour: 0.012,
  initialDepthCm: { carriageway: 0, roadside: 10 },
  faults: [],
}

export function device(id: string, more: Partial<FleetDevice> = {}): FleetDevice {
  const facts = { routeId: 'r1', surface: 'carriageway', mountHeightMm: 3000, intervalS: 600 } as const
  return { id, token: `token-of-${id}`, ...facts, ...more }
}

export function sampler(faults: readonly Fault[] = [], seed = 7, one: FleetDevice = device('s1')): Sampler {
  return new Sampler({ device: one, field: createField(snowyNight), faults, seed, startMs: START_MS })
}
