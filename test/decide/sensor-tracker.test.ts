import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { SensorTracker, type WitnessFor } from '../../src/decide/sensor-tracker.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { NO_WITNESS } from '../../src/domain/witness.ts'
import { EMPTY_SENSOR, STATE_VERSION } from '../../src/snow/fold.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import type { ReadingStore } from '../../src/store/readings/port.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { smallDistrict } from '../support/district.ts'
import { frame, type Sent } from '../support/frames.ts'
import { at, sensor } from '../support/sensor.ts'
import { READING_BOUNDS, testReadings } from '../support/stores.ts'

const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 10_000 }
const TWO_DAYS_MS = 48 * HOUR_MS

/** Snow, an obstacle, a plow pass and noise: ten-minute readings. */
function storm(length: number): Sent[] {
  return Array.from({ length }, (_, seq) => {
    const fallenCm = seq * 0.4 + (seq % 3) * 0.3
    const obstacleCm = seq % 17 === 9 || seq % 17 === 10 ? 90 : 0
    return { seq, minutes: seq * 10, depthCm: (fallenCm % 14) + obstacleCm, airTempC: -(seq % 7) }
  })
}

interface Bench {
  readonly db: Db
  readonly store: ReadingStore
  tracker(replayWindowMs?: number, witnessFor?: WitnessFor): SensorTracker
  /** A new device alone on a new route: d7 on way-d7. */
  device(): Promise<string>
  /** Appends and updates from the earliest new reading, as the decider does. */
  take(tracker: SensorTracker, deviceId: string, sent: readonly Sent[]): Promise<void>
  judged(deviceId: string): Promise<unknown[]>
}

let bench: Bench

// One pair of stores for all: each test has devices of its own.
beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yukiban-'))
  const db = await openDatabase(dataDir)
  const store = await openReadingStore({ dataDir, reading: READING_BOUNDS })
  await smallDistrict(db)
  bench = benchOn(db, store)
  return async () => {
    await store.close()
    await db.destroy()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

function benchOn(db: Db, store: ReadingStore): Bench {
  let devices = 0
  return {
    db,
    store,
    tracker: (replayWindowMs = TWO_DAYS_MS, witnessFor) => new SensorTracker(db, store, replayWindowMs, witnessFor),
    async device() {
      const id = `d${++devices}`
      const routeId = `way-${id}`
      const route = await db.selectFrom('routes').selectAll().where('id', '=', 'r1').executeTakeFirstOrThrow()
      await db
        .insertInto('routes')
        .values({ ...route, id: routeId })
        .execute()
      await upsertDevice(db, sensor({ id, routeId }), 0)
      return id
    },
    async take(tracker, deviceId, sent) {
      await store.append(sent.map((it) => frame(deviceId, it)))
      await store.settled()
      await tracker.update(deviceId, Math.min(...sent.map((it) => at(it.minutes))))
    },
    async judged(deviceId) {
      const readings = await store.readings({ deviceId, ...ALL })
      return readings.map(({ identity, judgedDepthMm, flags, accepted }) => ({
        identity,
        judgedDepthMm,
        flags,
        accepted,
      }))
    },
  }
}

/** The items in the order of `keys`, in batches that end where a key is divisible by three. */
function shuffled<T>(items: readonly T[], keys: readonly number[]): T[][] {
  const order = items.map((item, index) => ({ item, key: keys[index] ?? 0 })).toSorted((a, b) => a.key - b.key)
  const batches: T[][] = [[]]
  for (const { item, key } of order) {
    batches.at(-1)?.push(item)
    if (key % 3 === 0) batches.push([])
  }
  return batches.filter((it) => it.length > 0)
}

/** The device's route was plowed then. */
async function addPass(deviceId: string, minutes: number): Promise<void> {
  const actor = { kind: 'contractor', id: 'c1' } as const
  const pass = { routeId: `way-${deviceId}`, atMs: at(minutes), source: 'contractor', actor, orderId: null } as const
  await bench.db.transaction().execute((trx) => recordPass(trx, { ...pass, recordedAtMs: at(minutes + 60) }))
}

describe('the order of arrival', () => {
  test('of a backlog within one millisecond is that of its numbers: 9 before 10', async () => {
    const made = (fromSeq: number) => [
      ...Array.from({ length: 8 }, (_, n) => ({ seq: fromSeq + n, minutes: n * 2, depthCm: 9 })),
      // snow fell while the connection was away; all of it comes at once
      ...Array.from({ length: 9 }, (_, n) => ({ seq: fromSeq + 8 + n, minutes: 120, depthCm: 9 + (n + 1) * 0.8 })),
    ]
    const tracker = bench.tracker()
    const [across, within] = [await bench.device(), await bench.device()]
    await bench.take(tracker, across, made(88))
    await bench.take(tracker, within, made(20))
    const { snow, quality } = tracker.current(across) ?? EMPTY_SENSOR
    expect({ snow, quality }).toEqual({
      snow: tracker.current(within)?.snow,
      quality: tracker.current(within)?.quality,
    })
    expect(snow.samples.map((it) => Math.round(it.depthCm * 10) / 10)).toEqual([14.6, 15.4, 16.2])
    expect(snow.referenceCm).toBe(9)
  })

  test('does not matter: the same readings give the same judgements and state', async () => {
    const sent = storm(36)
    const tracker = bench.tracker()
    const ordered = await bench.device()
    await addPass(ordered, 155)
    for (const one of sent) await bench.take(tracker, ordered, [one])
    const wanted = await bench.judged(ordered)
    expect(new Set(wanted.map((it) => JSON.stringify(it).includes('"accepted":true')))).toEqual(new Set([true, false]))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1000), { minLength: sent.length, maxLength: sent.length }), async (keys) => {
        const device = await bench.device()
        await addPass(device, 155)
        for (const batch of shuffled(sent, keys)) await bench.take(tracker, device, batch)
        expect(await bench.judged(device)).toEqual(wanted)
        expect(tracker.current(device)).toEqual(tracker.current(ordered))
      }),
      { numRuns: 12 },
    )
  })

  test('nor does it when a plow pass is reported late', async () => {
    const tracker = bench.tracker()
    const device = await bench.device()
    await bench.take(tracker, device, storm(30))
    const unplowed = tracker.current(device)
    await addPass(device, 155)
    await tracker.update(device, Number.MIN_SAFE_INTEGER)
    const late = tracker.current(device)
    expect(late).not.toEqual(unplowed)
    expect(late).toEqual(await bench.tracker().update(device))
  })

  test('a pass and a reading at the same moment: the reading was before, whichever came first', async () => {
    const sent = [0, 10, 20, 30, 40].map((minutes, seq) => ({ seq, minutes, depthCm: 5 + seq }))
    for (const arriving of [sent, sent.toReversed()]) {
      const device = await bench.device()
      await addPass(device, 40)
      const tracker = bench.tracker()
      for (const one of arriving) await bench.take(tracker, device, [one])
      expect(tracker.current(device)?.snow.history.slice(-2)).toMatchObject([
        { atMs: at(40), depthSincePassCm: 3 },
        { atMs: at(40), depthSincePassCm: 0 },
      ])
    }
  })

  test('more readings than one page holds, two at a time of day, are all folded once', async () => {
    const device = await bench.device()
    const sent = Array.from({ length: 4101 }, (_, seq) => ({ seq, minutes: Math.ceil(seq / 2), depthCm: seq / 1000 }))
    const tracker = bench.tracker()
    await bench.take(tracker, device, sent)
    expect(await bench.judged(device)).toHaveLength(4101)
    expect((await bench.judged(device)).filter((it) => JSON.stringify(it).includes('null'))).toEqual([])
    expect(tracker.current(device)).toMatchObject({ lastReadingAtMs: at(2050), lastAccepted: { identity: 'b:4100' } })
  })
})

describe('what others know of the weather', () => {
  /** It snows 1 cm/h from minute 200 on at −8 °C, of which they hear with half an hour's delay. */
  const snowfall: WitnessFor = async () => ({
    airTempC: () => -8,
    snowfallCm: (fromMs, toMs, knownByMs) => {
      const untilMs = Math.min(toMs, knownByMs - HOUR_MS / 2)
      return Math.max(0, untilMs - Math.max(fromMs, at(200))) / HOUR_MS
    },
  })

  /** A flat stretch, a quick rise, an obstacle and scatter; half of the readings without a temperature. */
  function night(length: number): Sent[] {
    return Array.from({ length }, (_, seq) => {
      const depthCm = seq < 20 ? 5 : seq < 40 ? 5 + (seq - 20) * 1.5 : seq % 5 === 0 ? 90 : 35 + (seq % 3)
      const one = { seq, minutes: seq * 10, depthCm }
      return seq % 2 === 0 ? { ...one, airTempC: -8 } : { ...one, airTempC: null }
    })
  }

  test('changes what is found, and in any order of arrival, with repeats, the same is found', async () => {
    const sent = night(60)
    const tracker = bench.tracker(TWO_DAYS_MS, snowfall)
    const [ordered, alone] = [await bench.device(), await bench.device()]
    for (const one of sent) await bench.take(tracker, ordered, [one])
    await bench.take(bench.tracker(), alone, sent)
    const wanted = await bench.judged(ordered)
    expect(wanted).not.toEqual(await bench.judged(alone))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1000), { minLength: sent.length, maxLength: sent.length }),
        fc.array(fc.nat(sent.length - 1), { maxLength: 10 }),
        async (keys, repeats) => {
          const device = await bench.device()
          for (const batch of shuffled(sent, keys)) await bench.take(tracker, device, batch)
          await bench.take(
            tracker,
            device,
            [...repeats, 0].flatMap((it) => sent[it] ?? []),
          )
          expect(await bench.judged(device)).toEqual(wanted)
          expect(tracker.current(device)).toEqual(tracker.current(ordered))
        },
      ),
      { numRuns: 12 },
    )
  })

  test('is asked once for each page of readings, for its span and what is looked at around it', async () => {
    const asked: { id: string; fromMin: number; toMin: number }[] = []
    const tracker = bench.tracker(TWO_DAYS_MS, async (device, fromMs, toMs) => {
      asked.push({ id: device.id, fromMin: (fromMs - at(0)) / 60_000, toMin: (toMs - at(0)) / 60_000 })
      return NO_WITNESS
    })
    const device = await bench.device()
    await bench.take(tracker, device, night(10))
    await tracker.update(device)
    expect(asked).toEqual([{ id: device, fromMin: -720, toMin: 90 + 180 }])
  })

  test('a reader of the archive that fails fails the update; the next one goes on', async () => {
    let down = true
    const tracker = bench.tracker(TWO_DAYS_MS, async () => {
      if (down) throw new Error('the archive is away')
      return NO_WITNESS
    })
    const device = await bench.device()
    await expect(bench.take(tracker, device, night(10))).rejects.toThrow('the archive is away')
    expect(tracker.current(device)).toBeUndefined()
    down = false
    await tracker.update(device)
    expect(tracker.current(device)).toEqual(await bench.tracker().update(device))
  })
})

describe('the checkpoint', () => {
  const WINDOW_MS = 2 * HOUR_MS

  test('follows one replay window behind, and a restart from it gives the same state', async () => {
    const device = await bench.device()
    const tracker = bench.tracker(WINDOW_MS)
    const checkpoints = new Set<number | undefined>()
    for (const one of storm(60)) {
      await bench.take(tracker, device, [one])
      checkpoints.add((await bench.store.checkpoint(device))?.atMs)
    }
    expect([...checkpoints]).toEqual([undefined, at(120), at(240), at(360)])
    expect(await bench.tracker(WINDOW_MS).update(device)).toEqual(tracker.current(device))
    expect(await bench.tracker(TWO_DAYS_MS).update(device)).toEqual(tracker.current(device))
  })

  test('is made at the first update when there is history enough', async () => {
    const device = await bench.device()
    await bench.take(bench.tracker(WINDOW_MS), device, storm(60))
    expect(await bench.store.checkpoint(device)).toMatchObject({ atMs: at(590 - 120), version: STATE_VERSION })
  })

  test('is where a restart begins, unless another version wrote it', async () => {
    const device = await bench.device()
    await bench.take(bench.tracker(), device, storm(20))
    const checkpoint = { atMs: at(185), stateJson: JSON.stringify({ ...EMPTY_SENSOR, lastReadingAtMs: 1 }) }
    const folded = async (version: number) => {
      await bench.store.saveCheckpoint(device, { ...checkpoint, version })
      return (await bench.tracker().update(device))?.snow.history.length
    }
    expect(await folded(STATE_VERSION)).toBe(1)
    expect(await folded(STATE_VERSION + 1)).toBeGreaterThan(1)
  })

  test('late readings after it are worked in; earlier ones stay in the log, not evaluated', async () => {
    const [device, ordered] = [await bench.device(), await bench.device()]
    const tracker = bench.tracker(WINDOW_MS)
    const sent = storm(60)
    const [tooLate, inTime] = [sent[10], sent[50]]
    if (tooLate === undefined || inTime === undefined) throw new Error('the storm is too short')
    for (const one of sent) if (one !== tooLate && one !== inTime) await bench.take(tracker, device, [one])
    for (const one of sent) if (one !== tooLate) await bench.take(tracker, ordered, [one])
    await bench.take(tracker, device, [inTime])
    await bench.take(tracker, device, [tooLate])
    expect(tracker.current(device)).toEqual(tracker.current(ordered))
    expect((await bench.judged(device))[10]).toMatchObject({ identity: 'b:10', flags: null, accepted: null })
    expect((await bench.judged(device))[50]).toMatchObject({ identity: 'b:50', flags: expect.any(String) })
  })
})

describe('at the same time', () => {
  test('any number of updates fold every reading once', async () => {
    const [one, many] = [await bench.device(), await bench.device()]
    const tracker = bench.tracker()
    await bench.take(tracker, one, storm(40))
    await bench.take(tracker, many, storm(10))
    await bench.store.append(storm(40).map((it) => frame(many, it)))
    await bench.store.settled()
    await Promise.all([tracker.update(many), tracker.update(many), tracker.update(many, at(100)), tracker.update(many)])
    expect(tracker.current(many)).toEqual(tracker.current(one))
    expect(await bench.judged(many)).toEqual(await bench.judged(one))
  })

  test('a reader never meets a state half folded', async () => {
    const device = await bench.device()
    const tracker = bench.tracker()
    await bench.take(tracker, device, storm(40))
    const before = tracker.current(device)
    let folding = true
    const refold = tracker.update(device, Number.MIN_SAFE_INTEGER).finally(() => {
      folding = false
    })
    let looks = 0
    for (; folding; looks++) {
      expect(tracker.current(device)).toEqual(before)
      await setImmediate()
    }
    await refold
    expect(looks).toBeGreaterThan(1)
    expect(tracker.current(device)).not.toBe(before)
  })

  test('a failed update leaves the last state, and the next one goes on', async () => {
    const device = await bench.device()
    const closing = await testReadings()
    const broken = new SensorTracker(bench.db, closing, TWO_DAYS_MS)
    await closing.append(storm(10).map((it) => frame(device, it)))
    await closing.settled()
    const before = await broken.update(device)
    await closing.close()
    await expect(broken.update(device, Number.MIN_SAFE_INTEGER)).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(broken.current(device)).toBe(before)
    await expect(broken.update(device)).rejects.toMatchObject({ code: 'store-unavailable' })
  })
})

test('only depth sensors have a state', async () => {
  await upsertDevice(bench.db, sensor({ id: 'eye', kind: 'camera', mountHeightMm: null }), 0)
  const tracker = bench.tracker()
  expect(await tracker.update('eye')).toBeUndefined()
  expect(await tracker.update('nobody')).toBeUndefined()
  expect(tracker.current('eye')).toBeUndefined()
})
