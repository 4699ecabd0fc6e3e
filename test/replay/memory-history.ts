import type { CityMode } from '../../src/domain/city-mode.ts'
import type { Criterion, Level } from '../../src/domain/criterion.ts'
import type { Device } from '../../src/domain/device.ts'
import type { Silence } from '../../src/domain/silence.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { NO_WITNESS } from '../../src/domain/witness.ts'
import type { History, RecordedPass, RecordedReading } from '../../src/replay/history.ts'
import type { ReplayPlan } from '../../src/replay/plan.ts'
import { RESPONSE_DEFAULTS } from '../../src/replay/responder.ts'
import { AUTHORITY } from '../support/district.ts'
import { at, sensor } from '../support/sensor.ts'

/** Ten hours from START_MS. */
export const PLAN: ReplayPlan = {
  criteria: [] as readonly Criterion[],
  fromMs: at(0),
  toMs: at(600),
  stepMs: 5 * MINUTE_MS,
  routeIds: null,
  response: RESPONSE_DEFAULTS,
  needCm: null,
  windowMs: 48 * HOUR_MS,
  maxAheadMs: 10 * MINUTE_MS,
}

/** A history held in memory: one route `r1`, due at 07:00 in Japan (600 min after START_MS), 40 min to plow. */
export function memoryHistory(of: {
  readonly readings: ReadonlyMap<string, readonly RecordedReading[]>
  readonly devices?: readonly Device[]
  readonly routeName?: string
  readonly passes?: readonly RecordedPass[]
  readonly silences?: readonly Silence[]
  readonly cityModes?: readonly CityMode[]
  readonly orders?: readonly { readonly level: Level; readonly createdAtMs: number; readonly completedAtMs: number }[]
}): History {
  return {
    authority: { id: AUTHORITY, name: '試験町', kind: 'municipality', timeZone: 'Asia/Tokyo' },
    routes: [
      {
        id: 'r1',
        authorityId: AUTHORITY,
        blockId: 'b1',
        name: of.routeName ?? '試験線',
        nameKana: null,
        roadClass: 'local',
        lengthM: 1200,
        plowMinutes: 40,
        deadline: '07:00',
        geometry: null,
      },
    ],
    devices: of.devices ?? [sensor()],
    silences: of.silences ?? [],
    cityModes: of.cityModes ?? [],
    readings: ({ deviceId, fromMs, limit, after }) =>
      (of.readings.get(deviceId) ?? [])
        .filter((it) => it.atMs >= fromMs)
        .filter(
          (it) =>
            after === undefined || it.atMs > after.atMs || (it.atMs === after.atMs && it.identity > after.identity),
        )
        .slice(0, limit),
    stateBefore: () => undefined,
    passes: async () => of.passes ?? [],
    orders: async (routeId) =>
      (of.orders ?? []).map((it, index) => ({
        ...it,
        id: `ord_${index}`,
        routeId,
        state: 'completed',
        criterionId: null,
        finishByMs: at(600),
        acceptedAtMs: it.createdAtMs,
        startedAtMs: it.createdAtMs,
        closedAtMs: it.completedAtMs,
      })),
    forecastAt: async () => undefined,
    witness: async () => NO_WITNESS,
  }
}
