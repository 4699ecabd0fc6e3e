import { readConfig } from '../../src/config.ts'
import { CRITERION_DEFAULTS } from '../../src/domain/criterion.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { archiveRuns } from '../../src/forecast/archive.ts'
import { cellsOf } from '../../src/forecast/cells.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import { insertSilence } from '../../src/store/silences/insert-silence.ts'
import type { Town } from './town.ts'

/** The road whose long night is told, and its sensor over the carriageway. */
export const ROUTE = 'r-saka'
export const SENSOR = 's-saka-c'
export const CRITERION = 'wakeful'

const STEP_MS = 10 * MINUTE_MS
/** Hours before now: a plow came; the sensors fell silent, and spoke again; a lorry stood under one of them. */
export const PLOWED_H = 18
export const SILENT_H = { from: 11, to: 8 } as const
export const LORRY_H = 5
const NIGHT_H = 30

/**
 * Thirty hours of snow on one road, as its sensors told them: 0.7 cm an hour, a pass, three silent hours, a lorry; then
 * a criterion that fires, a forecast that goes on snowing, and maintenance that is over.
 */
export async function longNight(town: Town): Promise<void> {
  const { service } = town
  const nowMs = service.clock.now()
  const device = await findDevice(service.db, SENSOR)
  if (device === undefined) throw new Error(`no device ${SENSOR}`)
  const { authorityId } = device
  await service.db.transaction().execute(async (trx) => {
    const passMs = nowMs - PLOWED_H * HOUR_MS
    const actor = { kind: 'user', id: 'officer' } as const
    await recordPass(trx, {
      routeId: ROUTE,
      atMs: passMs,
      source: 'officer',
      actor,
      orderId: null,
      recordedAtMs: passMs,
    })
    await insertSilence(trx, {
      authorityId,
      target: { kind: 'device', device: SENSOR },
      fromMs: nowMs - 15 * HOUR_MS,
      toMs: nowMs - 14 * HOUR_MS,
      reason: '支柱の点検',
      createdBy: 'user:officer',
      createdAtMs: nowMs - 15 * HOUR_MS,
    })
  })
  for (const [id, moreCm] of [
    [SENSOR, 0],
    ['s-saka-s', 6],
  ] as const) {
    await append(town, id, course(nowMs, moreCm, id === SENSOR))
  }
  await foretell(town)
  await service.db.transaction().execute((trx) =>
    saveCriterion(trx, {
      criterion: {
        ...CRITERION_DEFAULTS,
        id: CRITERION,
        authorityId,
        name: '新雪10cm',
        scope: { kind: 'route', id: ROUTE },
        mode: 'support',
        level: 'dispatch',
        rule: {
          kind: 'threshold',
          measure: 'depth-since-pass',
          comparison: 'at-least',
          triggerCm: 10,
          releaseCm: 3,
          sustainMin: 20,
          staleMin: 45,
          minSensors: 1,
          vote: 'majority',
          disagreeCm: 20,
        },
      },
      actor: 'user:officer',
      nowMs: nowMs - 30 * 24 * HOUR_MS,
    }),
  )
  await town.advance(MINUTE_MS)
}

function course(nowMs: number, moreCm: number, lorry: boolean) {
  const steps = (NIGHT_H * HOUR_MS) / STEP_MS
  return Array.from({ length: steps }, (_, index) => {
    const atMs = nowMs - (steps - 1 - index) * STEP_MS
    const agoH = (nowMs - atMs) / HOUR_MS
    const sinceH = agoH > PLOWED_H ? NIGHT_H - agoH : PLOWED_H - agoH
    const noiseCm = ((index * 7) % 5) / 10
    const depthCm = sinceH * 0.7 + noiseCm + moreCm
    return { atMs, agoH, depthCm: lorry && Math.abs(agoH - LORRY_H) < 0.05 ? 120 : depthCm }
  }).filter(({ agoH }) => agoH < SILENT_H.to || agoH > SILENT_H.from)
}

async function append(
  town: Town,
  deviceId: string,
  points: readonly { atMs: number; depthCm: number }[],
): Promise<void> {
  const { service } = town
  const device = await findDevice(service.db, deviceId)
  const readings = points.map(({ atMs, depthCm }) => ({
    at: atMs,
    distance_mm: (device?.mountHeightMm ?? 0) - depthCm * 10,
    air_temp_c: 0,
    rssi_dbm: -97,
    battery_v: 3.61,
  }))
  const payload = Buffer.from(JSON.stringify(readings))
  const topic = `yukiban/v1/${deviceId}/reading`
  const frame = { deviceId, kind: 'reading', codec: 'json', payloadFormat: null, topic } as const
  await service.readings.append([
    { ...frame, receivedAtMs: service.clock.now(), payload, sizeBytes: payload.byteLength },
  ])
  await service.settled()
}

/** Snow at about 1 cm an hour for the next two days, for the cells where the sensors stand. */
async function foretell({ service }: Town): Promise<void> {
  const nowMs = service.clock.now()
  const sensors = await service.db.selectFrom('devices').select(['lat', 'lon']).where('route_id', '=', ROUTE).execute()
  const places = sensors.flatMap(({ lat, lon }) => (lat === null || lon === null ? [] : [{ lat, lon }]))
  const receivedAtMs = nowMs - HOUR_MS
  const runs = cellsOf(places, readConfig({}).forecast.cellDeg).map(({ id: cellId }) => ({
    provider: 'open-meteo',
    model: 'jma_seamless',
    cellId,
    issuedAtMs: nowMs - 2 * HOUR_MS,
    receivedAtMs,
    hours: Array.from({ length: 48 }, (_, index) => ({
      fromMs: Math.floor(nowMs / HOUR_MS) * HOUR_MS + (index - 2) * HOUR_MS,
      airTempC: -4,
      relativeHumidityPct: 90,
      precipitationMm: 0.5 + (index % 4) / 4,
      windMs: 3,
    })),
  }))
  await service.db.transaction().execute((trx) => archiveRuns(trx, runs, receivedAtMs))
}
