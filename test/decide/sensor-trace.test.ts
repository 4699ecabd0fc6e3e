import { describe, expect, test } from 'vitest'
import { type CoursePoint, routeCourse } from '../../src/decide/route-course.ts'
import { type SensorTrace, SensorTracer, type TracePoint } from '../../src/decide/sensor-trace.ts'
import { SensorTracker } from '../../src/decide/sensor-tracker.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { NO_WITNESS } from '../../src/domain/witness.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import { smallDistrict } from '../support/district.ts'
import { frame } from '../support/frames.ts'
import { at } from '../support/sensor.ts'
import { testDatabase, testReadings } from '../support/stores.ts'

const WINDOW_MS = 48 * HOUR_MS

/** Twelve days of r1-a, a reading every ten minutes: it snows for six hours of each, and a plow comes at 08:00. */
async function twelveDays() {
  const [db, readings] = [await testDatabase(), await testReadings()]
  await smallDistrict(db)
  const frames = Array.from({ length: 12 * 144 }, (_, seq) => {
    const hour = (seq % 144) / 6
    return frame('r1-a', { seq, minutes: seq * 10, depthCm: hour < 8 ? Math.min(hour, 6) * 2 : 1 })
  })
  await readings.append(frames)
  await readings.settled()
  const device = await findDevice(db, 'r1-a')
  if (device === undefined) throw new Error('the district has no r1-a')
  const tracer = () => new SensorTracer({ db, readings, witnessFor: async () => NO_WITNESS, replayWindowMs: WINDOW_MS })
  return { db, readings, device, tracer }
}

describe('a trace', () => {
  test('ends where the service stands, whether it began from nothing, from a checkpoint or from where one went before', async () => {
    const { db, readings, device, tracer } = await twelveDays()
    const toMs = at(12 * 144 * 10)
    const fresh = await tracer().trace(device, { fromMs: toMs - 3 * DAY_MS, toMs })
    const service = await new SensorTracker(db, readings, WINDOW_MS).update('r1-a')
    const now = service?.snow.history.at(-1)
    expect(fresh?.points.at(-1)).toMatchObject({ accepted: true, depthCm: now?.depthCm, newSnowCm: now?.newSnowCm })
    expect(await readings.checkpoint('r1-a')).toBeDefined()
    expect(await tracer().trace(device, { fromMs: toMs - 3 * DAY_MS, toMs })).toEqual(fresh)
    const same = tracer()
    await same.trace(device, { fromMs: toMs - 5 * DAY_MS, toMs })
    expect(await same.trace(device, { fromMs: toMs - 3 * DAY_MS, toMs })).toEqual(fresh)
  })

  test('sees the passes that the sensor saw, and begins with the reading before the span', async () => {
    const { device, tracer } = await twelveDays()
    const span = { fromMs: at(2 * 1440 + 5), toMs: at(4 * 1440 + 5) }
    const trace = await tracer().trace(device, span)
    expect(trace?.before?.atMs).toBe(at(2 * 1440))
    expect(trace?.passes.length).toBe(2)
    for (const { atMs } of trace?.passes ?? []) expect((atMs - at(480)) % DAY_MS).toBeLessThan(HOUR_MS)
  })

  test('a pass reported at the very moment of a reading counts, from wherever the fold begins', async () => {
    const { db, device, tracer } = await twelveDays()
    const passMs = at(3 * 1440 + 180)
    const pass = { routeId: 'r1', atMs: passMs, source: 'officer', orderId: null, recordedAtMs: passMs } as const
    await db.transaction().execute((trx) => recordPass(trx, { ...pass, actor: { kind: 'user', id: 'o' } }))
    const same = tracer()
    const toMs = at(12 * 1440)
    await same.trace(device, { fromMs: passMs + 1, toMs })
    const span = { fromMs: passMs + MINUTE_MS, toMs: passMs + 2 * HOUR_MS }
    expect(await same.trace(device, span)).toEqual(await tracer().trace(device, span))
  })
})

const point = (minutes: number, depthCm: number, more: Partial<TracePoint> = {}): TracePoint => ({
  atMs: at(minutes),
  rawCm: depthCm,
  accepted: true,
  acceptedAtMs: at(minutes),
  flags: '11111112',
  status: 'ok',
  depthCm,
  depthSincePassCm: depthCm,
  newSnowCm: depthCm,
  ...more,
})
const traced = (points: readonly TracePoint[], surface: SensorTrace['surface'] = 'carriageway'): SensorTrace => {
  return { device: 's', surface, staleMs: 45 * MINUTE_MS, before: null, points, passes: [] }
}
const depths = (points: readonly CoursePoint[]) => points.map((it) => [(it.atMs - at(0)) / MINUTE_MS, it.depthCm])

describe('the course of a route', () => {
  test('is the median on the road, and turns unknown when the last sensor turns stale', () => {
    const one = traced([point(0, 4), point(10, 5)])
    const other = traced([point(0, 8), point(60, 9)])
    const bank = traced([point(0, 40)], 'roadside')
    const { points, unknown } = routeCourse([one, other, bank], at(0), at(120))
    expect(depths(points).map(([minutes, cm]) => [Math.floor(minutes ?? 0), cm])).toEqual([
      [0, 6],
      [10, 6.5],
      [45, 5],
      [55, null],
      [60, 9],
      [105, null],
    ])
    expect(unknown).toEqual([
      { fromMs: at(55) + 1, toMs: at(60), why: 'silent' },
      { fromMs: at(105) + 1, toMs: at(120), why: 'silent' },
    ])
  })

  test('what only a suspect sensor says is unknown, and says so', () => {
    const suspect = { status: 'suspect', accepted: false, acceptedAtMs: at(0) } as const
    const { unknown } = routeCourse([traced([point(0, 4), point(10, 60, suspect), point(20, 5)])], at(0), at(30))
    expect(unknown).toEqual([{ fromMs: at(10), toMs: at(20), why: 'suspect' }])
  })
})
