import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { IndexedChange, ReadingStore, RetentionLimits } from '../../src/store/readings/port.ts'
import { codecContract } from './codecs.ts'
import { frame, NOW } from './frame.ts'

const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 10_000 }

/** What every store of readings must do; `open` gives a fresh one, `reopen` the same data again after closing. */
export function readingStoreContract(
  open: () => Promise<{ store: ReadingStore; reopen(): Promise<ReadingStore> }>,
): void {
  codecContract(open)

  describe('keeps readings', () => {
    test('as sent, in time order, whatever the order of arrival', async () => {
      const { store } = await open()
      await store.append([frame({ seq: 2, at: NOW - 1000, depth_mm: 20, note: 'x' })])
      await store.append([
        frame({ seq: 1, at: NOW - 2000, depth_mm: 10 }),
        frame({ seq: 3, at: NOW - DAY_MS, distance_mm: 5 }),
      ])
      const readings = await store.readings({ deviceId: 'd1', ...ALL })
      expect(readings.map((it) => it.seq)).toEqual([3, 1, 2])
      expect(readings[2]).toMatchObject({
        atMs: NOW - 1000,
        receivedAtMs: NOW,
        depthMm: 20,
        extra: { note: 'x' },
        flags: null,
        accepted: null,
      })
    })

    test('once, however often they are delivered', async () => {
      const { store } = await open()
      const withSeq = frame({ boot: 'b', seq: 7, at: NOW, depth_mm: 1 })
      const restamped = frame({ boot: 'b', seq: 7, at: NOW + MINUTE_MS, depth_mm: 1 })
      const withTime = frame({ at: NOW, depth_mm: 2 })
      const changes: IndexedChange[] = []
      store.onIndexed((them) => changes.push(...them))
      await store.append([withSeq, withTime])
      await store.append([withSeq, restamped, withTime])
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toHaveLength(2)
      expect(changes.reduce((sum, it) => sum + it.duplicates, 0)).toBe(3)
      expect(await store.counts()).toMatchObject({ readings: 2, quarantined: 0 })
    })

    test('apart by device and by boot', async () => {
      const { store } = await open()
      await store.append([
        frame({ boot: 'a', seq: 1, at: NOW, depth_mm: 1 }),
        frame({ boot: 'b', seq: 1, at: NOW, depth_mm: 2 }),
      ])
      await store.append([frame({ boot: 'a', seq: 1, at: NOW, depth_mm: 3 }, { deviceId: 'd2' })])
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toHaveLength(2)
      expect(await store.readings({ deviceId: 'd2', ...ALL })).toHaveLength(1)
      expect(await store.readings({ deviceId: 'd3', ...ALL })).toEqual([])
    })

    test('at our time when the device’s is absent or cannot be', async () => {
      const { store } = await open()
      const year2099 = Date.parse('2099-01-01T00:00:00Z')
      await store.append([
        frame({ seq: 1, depth_mm: 1 }),
        frame({ seq: 2, at: year2099, depth_mm: 1 }),
        frame({ seq: 3, at: 12, depth_mm: 1 }),
      ])
      const readings = await store.readings({ deviceId: 'd1', ...ALL })
      expect(readings.map((it) => [it.seq, it.atMs, it.deviceAtMs, it.timeSource])).toEqual([
        [1, NOW, null, 'receiver-no-time'],
        [2, NOW, year2099, 'receiver-implausible'],
        [3, NOW, 12, 'receiver-implausible'],
      ])
    })

    test('and hands them out by half-open range and in pages that neither repeat nor skip', async () => {
      const { store } = await open()
      const times = [...Array(25).keys()].map((index) => NOW - 5 * DAY_MS + Math.floor(index / 2) * 7 * 3_600_000)
      await store.append(times.map((at, seq) => frame({ seq, at, depth_mm: seq })))
      const [first = 0, last = 0] = [times[4], times[20]]
      const range = await store.readings({ deviceId: 'd1', fromMs: first, toMs: last, limit: 100 })
      expect(range.map((it) => it.atMs)).toEqual(times.filter((at) => at >= first && at < last))
      const paged: (number | null)[] = []
      let after: { atMs: number; identity: string } | undefined
      for (;;) {
        const page = await store.readings({
          deviceId: 'd1',
          ...ALL,
          limit: 4,
          ...(after === undefined ? {} : { after }),
        })
        paged.push(...page.map((it) => it.seq))
        const end = page.at(-1)
        if (end === undefined) break
        after = { atMs: end.atMs, identity: end.identity }
      }
      expect(paged.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([...Array(25).keys()])
    })
  })

  describe('sums up', () => {
    const season = { deviceId: 'd1', fromMs: NOW - DAY_MS, toMs: NOW, buckets: 4 }
    const quarter = DAY_MS / 4

    test('accepted depths by equal parts of a range, across days, parts without any left out', async () => {
      const { store } = await open()
      const depths = [
        { seq: 1, at: NOW - DAY_MS - 1, depth: 999 },
        { seq: 2, at: NOW - DAY_MS, depth: 10 },
        { seq: 3, at: NOW - DAY_MS + quarter - 1, depth: 30 },
        { seq: 4, at: NOW - 2 * quarter, depth: 70 },
        { seq: 5, at: NOW - 2 * quarter + 5, depth: 50 },
        { seq: 6, at: NOW - 2 * quarter + 9, depth: 20, accepted: false },
        { seq: 7, at: NOW, depth: 999 },
      ]
      await store.append(depths.toReversed().map(({ seq, at }) => frame({ seq, at, distance_mm: 1 })))
      expect(await store.series(season)).toEqual([])
      await store.saveJudgements(
        'd1',
        depths.map(({ seq, at, depth, accepted = true }) => ({
          atMs: at,
          identity: `:${seq}`,
          depthMm: depth,
          flags: '11111',
          accepted,
        })),
      )
      expect(await store.series(season)).toEqual([
        { fromMs: NOW - DAY_MS, readings: 2, minMm: 10, maxMm: 30, meanMm: 20, lastMm: 30 },
        { fromMs: NOW - 2 * quarter, readings: 2, minMm: 50, maxMm: 70, meanMm: 60, lastMm: 50 },
      ])
      expect(await store.series({ ...season, deviceId: 'd2' })).toEqual([])
      expect(await store.series({ ...season, toMs: season.fromMs })).toEqual([])
    })

    test('the newest reading of every device, as judged, whatever the order of arrival', async () => {
      const { store, reopen } = await open()
      expect(await store.latest()).toEqual([])
      await store.append([
        frame({ seq: 2, at: NOW - 5, depth_mm: 20 }, { deviceId: 'd2' }),
        frame({ seq: 3, at: NOW - 9, depth_mm: 30 }),
      ])
      const ofD2 = { deviceId: 'd2', atMs: NOW - 5, depthMm: 20, accepted: null }
      expect(await store.latest()).toMatchObject([{ deviceId: 'd1', atMs: NOW - 9 }, ofD2])
      await store.append([frame({ seq: 4, at: NOW - 1, depth_mm: 40 }), frame({ seq: 5, at: NOW - 20, depth_mm: 50 })])
      await store.saveJudgements('d1', [
        { atMs: NOW - 1, identity: ':4', depthMm: 41, flags: '11111', accepted: true },
        { atMs: NOW - 20, identity: ':5', depthMm: 51, flags: '11111', accepted: false },
      ])
      const latest = await store.latest()
      expect(latest).toMatchObject([{ deviceId: 'd1', atMs: NOW - 1, judgedDepthMm: 41, accepted: true }, ofD2])
      await store.close()
      expect(await (await reopen()).latest()).toEqual(latest)
    })
  })

  describe('survives', () => {
    test('closing: everything appended is there again, once', async () => {
      const { store, reopen } = await open()
      await store.append([frame({ seq: 1, at: NOW, depth_mm: 1 }), frame('{bad')])
      await store.close()
      const again = await reopen()
      expect(await again.readings({ deviceId: 'd1', ...ALL })).toHaveLength(1)
      expect(await again.quarantine({ limit: 10 })).toHaveLength(1)
      await again.append([frame({ seq: 1, at: NOW, depth_mm: 1 })])
      expect(await again.counts()).toMatchObject({ readings: 1 })
    })

    test('a burst of messages of every kind: all there, in order, once, also after closing in the middle of it', async () => {
      const { store, reopen } = await open()
      const burst = [...Array(3000).keys()].map((seq) => {
        if (seq % 500 === 499) return frame(`{"n":${seq}}`, { kind: 'status' })
        if (seq % 500 === 250) return frame(`{bad ${seq}`)
        return frame({ seq, at: NOW - 3000 + seq, depth_mm: seq }, { deviceId: `d${seq % 3}` })
      })
      await store.append(burst.slice(0, 1000))
      await store.append(burst.slice(1000))
      await store.close()
      const again = await reopen()
      const stored = await Promise.all(['d0', 'd1', 'd2'].map((deviceId) => again.readings({ deviceId, ...ALL })))
      const sent = burst.filter((it) => it.kind === 'reading').length - 6
      expect(stored.flat()).toHaveLength(sent)
      expect(stored.flat().every((it) => it.depthMm === it.seq)).toBe(true)
      expect(await again.counts()).toEqual({ frames: 3000, readings: sent, quarantined: 6 })
      expect(await again.deviceStatus('d1')).toMatchObject({ statusJson: '{"n":2999}' })
      expect((await again.statusMessages({ afterId: 0, limit: 100 })).items.map((it) => it.id)).toEqual([
        500, 1000, 1500, 2000, 2500, 3000,
      ])
      expect(again.progress()).toEqual({ waitingFrames: 0, failure: undefined })
    })

    test('many appends at once, each resolved, none lost', async () => {
      const { store } = await open()
      const appends = [...Array(500).keys()].map((seq) => store.append([frame({ seq, at: NOW - seq, depth_mm: seq })]))
      await Promise.all(appends)
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toHaveLength(500)
    })
  })

  describe('quarantines', () => {
    test('what cannot be decoded, with reason, bytes and how often it came', async () => {
      const { store } = await open()
      await store.append([frame('{"depth_mm":')])
      await store.append([frame('{"depth_mm":', { receivedAtMs: NOW + 5 })])
      const [item, ...others] = await store.quarantine({ limit: 10 })
      expect(others).toEqual([])
      expect(item).toMatchObject({
        deviceId: 'd1',
        topic: 'reading',
        firstAtMs: NOW,
        lastAtMs: NOW + 5,
        times: 2,
        sizeBytes: 12,
      })
      expect(new TextDecoder().decode(item?.payload)).toBe('{"depth_mm":')
      expect(item?.reason).toMatch(/not valid JSON/)
    })

    test('what was refused at the door, cut or not, and does not replay it', async () => {
      const { store } = await open()
      await store.append([
        frame('{"seq":1,"depth_mm":1}', { kind: 'refused', reason: 'foreign topic', topic: 'x/y', sizeBytes: 9999 }),
      ])
      const [item] = await store.quarantine({ deviceId: 'd1', limit: 1 })
      expect(item).toMatchObject({ reason: 'foreign topic', topic: 'x/y', sizeBytes: 9999 })
      expect(await store.replayQuarantine([item?.id ?? 0])).toEqual({ recovered: 0, stillRefused: 1 })
      expect(await store.quarantineItem(item?.id ?? 0)).toEqual(item)
    })

    test('by device since a moment, however many messages of others lie between', async () => {
      const { store } = await open()
      const flood = [...Array(60).keys()].map((nth) =>
        frame(`flood ${nth}`, { deviceId: 'd2', receivedAtMs: NOW + 20 }),
      )
      await store.append([frame('a'), frame('b', { receivedAtMs: NOW + 10 }), ...flood])
      expect(await store.quarantinedSince(NOW)).toEqual([
        { deviceId: 'd1', items: 2, lastAtMs: NOW + 10 },
        { deviceId: 'd2', items: 60, lastAtMs: NOW + 20 },
      ])
      expect(await store.quarantinedSince(NOW + 10)).toMatchObject([{ deviceId: 'd1', items: 1 }, { deviceId: 'd2' }])
      expect(await store.quarantinedSince(NOW + 21)).toEqual([])
    })

    test('by page, newest first, until purged', async () => {
      const { store } = await open()
      await store.append([frame('a'), frame('b'), frame('c', { receivedAtMs: NOW + 10 })])
      const [newest] = await store.quarantine({ limit: 1 })
      expect(new TextDecoder().decode(newest?.payload)).toBe('c')
      expect(await store.quarantine({ limit: 10, before: newest?.id ?? 0 })).toHaveLength(2)
      expect(await store.purgeQuarantine(NOW + 1)).toBe(2)
      expect(await store.quarantine({ limit: 10 })).toHaveLength(1)
    })
  })

  describe('keeps house', () => {
    const KEEP_ALL = { framesBeforeMs: null, readingsBeforeMs: null, quarantineBeforeMs: null }
    const HOUR = Math.floor(NOW / 3_600_000) * 3_600_000
    const judge = (atMs: number, seq: number, depthMm: number, accepted = true) => ({
      atMs,
      identity: `:${seq}`,
      depthMm,
      flags: '11111',
      accepted,
    })
    const keepHouse = async (store: ReadingStore, limits: RetentionLimits) => {
      while ((await store.housekeep(limits)).more) {
        // One bounded piece after the other.
      }
    }

    test('rolling accepted readings up by hour and by local day, anew when a judgement changes', async () => {
      const { store } = await open()
      const times = [HOUR - 1, HOUR, HOUR + 1000, HOUR + 2000]
      await store.append(times.map((at, seq) => frame({ seq, at, depth_mm: 1, air_temp_c: -seq, battery_v: 3 + seq })))
      await store.saveJudgements(
        'd1',
        times.map((at, seq) => judge(at, seq, 100 * (seq + 1), seq !== 3)),
      )
      await keepHouse(store, KEEP_ALL)
      const hours = await store.rollups({ deviceId: 'd1', resolution: 'hour', ...ALL })
      const one = {
        minDepthMm: 100,
        maxDepthMm: 100,
        meanDepthMm: 100,
        lastDepthMm: 100,
        meanAirTempC: 0,
        minBatteryV: 3,
      }
      const two = {
        minDepthMm: 200,
        maxDepthMm: 300,
        meanDepthMm: 250,
        lastDepthMm: 300,
        meanAirTempC: -2,
        minBatteryV: 4,
      }
      expect(hours).toEqual([
        { atMs: HOUR - 3_600_000, readings: 1, accepted: 1, ...one },
        { atMs: HOUR, readings: 3, accepted: 2, ...two },
      ])
      // 15:00 UTC is midnight in Tokyo: two days.
      expect(await store.rollups({ deviceId: 'd1', resolution: 'day', ...ALL })).toMatchObject([
        { atMs: HOUR - DAY_MS, readings: 1 },
        { atMs: HOUR, readings: 3, meanDepthMm: 250, lastDepthMm: 300 },
      ])
      await store.saveJudgements('d1', [judge(HOUR + 2000, 3, 400)])
      await keepHouse(store, KEEP_ALL)
      const again = await store.rollups({ deviceId: 'd1', resolution: 'hour', fromMs: HOUR, toMs: HOUR + 1, limit: 9 })
      expect(again).toMatchObject([{ accepted: 3, lastDepthMm: 400 }])
    })

    test('taking away what is past its limit and nothing else, roll-ups staying', async () => {
      const { store } = await open()
      const old = NOW - 30 * DAY_MS
      await store.append([
        frame({ seq: 1, at: old, depth_mm: 1 }, { receivedAtMs: old }),
        frame('old', { receivedAtMs: old }),
      ])
      await store.append([frame({ seq: 2, at: NOW, depth_mm: 1 }), frame('new')])
      await store.saveJudgements('d1', [judge(old, 1, 10), judge(NOW, 2, 20)])
      const limit = NOW - 7 * DAY_MS
      await keepHouse(store, { framesBeforeMs: limit, readingsBeforeMs: limit, quarantineBeforeMs: limit })
      expect((await store.readings({ deviceId: 'd1', ...ALL })).map((it) => it.seq)).toEqual([2])
      const kept = await store.quarantine({ limit: 9 })
      expect(kept.map((it) => new TextDecoder().decode(it.payload))).toEqual(['new'])
      expect(await store.rollups({ deviceId: 'd1', resolution: 'hour', ...ALL })).toHaveLength(2)
    })

    test('keeping the roll-up of an hour whose readings are gone when one more of them comes late', async () => {
      const { store } = await open()
      const old = Math.floor((NOW - 30 * DAY_MS) / 3_600_000) * 3_600_000
      await store.append([1, 2].map((seq) => frame({ seq, at: old + seq, depth_mm: 1 })))
      await store.saveJudgements('d1', [judge(old + 1, 1, 10), judge(old + 2, 2, 30)])
      await keepHouse(store, { ...KEEP_ALL, readingsBeforeMs: NOW - 7 * DAY_MS })
      // A store that hands its readings on keeps them until they have arrived there.
      const gone = (await store.counts()).readings === 0
      await store.append([frame({ seq: 3, at: old + 3, depth_mm: 1 })])
      await store.saveJudgements('d1', [judge(old + 3, 3, 500)])
      await keepHouse(store, KEEP_ALL)
      const [hour] = await store.rollups({ deviceId: 'd1', resolution: 'hour', ...ALL })
      expect(hour).toMatchObject(gone ? { readings: 2, meanDepthMm: 20 } : { readings: 3, meanDepthMm: 180 })
    })

    test('so that even an emptied log takes and indexes what comes next', async () => {
      const { store } = await open()
      await store.append([frame({ seq: 1, at: NOW, depth_mm: 1 }), frame({ seq: 2, at: NOW + 1, depth_mm: 1 })])
      await store.settled()
      await keepHouse(store, { framesBeforeMs: NOW + DAY_MS, readingsBeforeMs: null, quarantineBeforeMs: null })
      await store.append([frame({ seq: 3, at: NOW + 2, depth_mm: 1 })])
      expect((await store.readings({ deviceId: 'd1', ...ALL })).map((it) => it.seq)).toEqual([1, 2, 3])
    })
  })

  describe('remembers', () => {
    test('what quality control found, and only for readings that exist', async () => {
      const { store } = await open()
      await store.append([frame({ seq: 1, at: NOW, depth_mm: 12 })])
      await store.saveJudgements('d1', [{ atMs: NOW, identity: ':1', depthMm: 11.5, flags: '12191', accepted: true }])
      await store.saveJudgements('d1', [{ atMs: NOW, identity: ':2', depthMm: 1, flags: '44444', accepted: false }])
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toMatchObject([
        { judgedDepthMm: 11.5, flags: '12191', accepted: true, depthMm: 12 },
      ])
    })

    test('checkpoints and when a device was last heard', async () => {
      const { store } = await open()
      expect(await store.checkpoint('d1')).toBeUndefined()
      await store.append([
        frame({ seq: 1, at: NOW - 5, depth_mm: 1 }),
        frame('{"state":"online"}', { kind: 'status', receivedAtMs: NOW + 1 }),
      ])
      await store.saveCheckpoint('d1', { atMs: 5, version: 1, stateJson: '{}' })
      await store.saveCheckpoint('d1', { atMs: 6, version: 2, stateJson: '[]' })
      expect(await store.checkpoint('d1')).toEqual({ atMs: 6, version: 2, stateJson: '[]' })
      expect(await store.deviceStatus('d1')).toEqual({
        lastSeenAtMs: NOW + 1,
        lastReadingAtMs: NOW - 5,
        readingReceivedAtMs: NOW,
        statusJson: '{"state":"online"}',
        statusAtMs: NOW + 1,
        vitals: { delaysMs: [5], batteries: [] },
      })
      expect(await store.deviceStatus('d2')).toBeUndefined()
    })

    test('what tells of clock and battery, bounded, over a restart too, and not what is old news', async () => {
      const { store, reopen } = await open()
      const said = (seq: number) => ({ seq, at: NOW + seq, battery_v: 3 + seq / 100, depth_mm: 1 })
      for (let seq = 0; seq < 20; seq++) await store.append([frame(said(seq), { receivedAtMs: NOW + 2 * seq })])
      await store.append([frame([said(20), said(21)], { receivedAtMs: NOW + 50 })])
      await store.append([frame(said(3), { receivedAtMs: NOW + 9999 })])
      const { vitals, readingReceivedAtMs, lastSeenAtMs } = (await store.deviceStatus('d1')) ?? {}
      expect(vitals?.delaysMs).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 29])
      expect(vitals?.batteries.map((it) => it.atMs - NOW)).toEqual([17, 18, 19, 20, 21])
      expect([readingReceivedAtMs, lastSeenAtMs]).toEqual([NOW + 50, NOW + 9999])
      await store.close()
      expect((await (await reopen()).deviceStatus('d1'))?.vitals).toEqual(vitals)
    })

    test('a goodbye or last will is kept, and is no sign of life', async () => {
      const { store } = await open()
      const status = (state: string, receivedAtMs: number, deviceId = 'd1') =>
        frame({ state }, { kind: 'status', receivedAtMs, deviceId })
      await store.append([status('online', NOW), status('offline', NOW + 9), status('offline', NOW + 5, 'd2')])
      expect(await store.deviceStatus('d1')).toMatchObject({
        lastSeenAtMs: NOW,
        statusAtMs: NOW + 9,
        statusJson: '{"state":"offline"}',
      })
      await store.append([status('offline', NOW + 20)])
      expect(await store.deviceStatus('d1')).toMatchObject({ lastSeenAtMs: NOW })
      // Never heard otherwise: it did connect.
      expect(await store.deviceStatus('d2')).toMatchObject({ lastSeenAtMs: NOW + 5 })
    })

    test('statuses of all devices, by id between bounds, a page at a time', async () => {
      const { store } = await open()
      const ids = ['d1', 'd10', 'd2', 'e1', 'B']
      await store.append(ids.map((deviceId) => frame({ seq: 1, at: NOW, depth_mm: 1 }, { deviceId })))
      const found = async (fromId: string, toId: string, limit: number) =>
        (await store.deviceStatuses({ fromId, toId, limit })).map((it) => it.deviceId)
      expect(await found('', '~', 10)).toEqual(['B', 'd1', 'd10', 'd2', 'e1'])
      expect(await found('d1', 'd2', 10)).toEqual(['d1', 'd10', 'd2'])
      expect(await found('d1', 'e1', 2)).toEqual(['d1', 'd10'])
      const [one] = await store.deviceStatuses({ fromId: 'd2', toId: 'd2', limit: 1 })
      expect(one).toEqual({ deviceId: 'd2', ...(await store.deviceStatus('d2')) })
    })

    test('every status message in order of arrival, however fast they come, and over a restart', async () => {
      const { store, reopen } = await open()
      const changes: IndexedChange[] = []
      store.onIndexed((them) => changes.push(...them))
      const say = (text: string, deviceId: string) => frame(text, { kind: 'status', deviceId })
      await store.append([say('a', 'd1'), frame({ seq: 1, depth_mm: 1 }), say('b', 'd2'), say('c', 'd1')])
      await store.append([frame({ seq: 2, depth_mm: 1 }), say('x'.repeat(5000), 'd1')])
      const all = await store.statusMessages({ afterId: 0, limit: 10 })
      expect(all.items.map((it) => [it.deviceId, it.text])).toEqual([
        ['d1', 'a'],
        ['d2', 'b'],
        ['d1', 'c'],
      ])
      expect(all.lastId).toBeGreaterThan(all.items[2]?.id ?? 0)
      const rest = await store.statusMessages({ afterId: all.items[0]?.id ?? 0, limit: 1 })
      expect(rest.items.map((it) => it.text)).toEqual(['b'])
      expect(changes.filter((it) => it.spoke).map((it) => it.deviceId)).toEqual(expect.arrayContaining(['d1', 'd2']))
      await store.close()
      const again = await reopen()
      expect(await again.statusMessages({ afterId: 0, limit: 10 })).toEqual(all)
      expect(await again.statusMessages({ afterId: all.lastId, limit: 10 })).toEqual({ items: [], lastId: all.lastId })
    })
  })
}
