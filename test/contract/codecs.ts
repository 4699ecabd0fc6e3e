import { describe, expect, test } from 'vitest'
import type { Encoding } from '../../src/domain/device.ts'
import type { QuarantineSenders, ReadingStore } from '../../src/store/readings/port.ts'
import { chirpstackUp, dlMbxHex, em500Hex, ttnUp } from '../support/lorawan.ts'
import { frame, NOW } from './frame.ts'

const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 10_000 }
const UPLINK = { devEui: '24e124713b490001', hex: em500Hex(2345), atMs: NOW - 1000 }
const EM500 = { codec: 'chirpstack', payloadFormat: 'milesight-em500-udl' } as const
const PACK = [
  { bt: NOW / 1000, n: 'distance', u: 'm', v: 1.873 },
  { n: 'temperature', u: 'Cel', v: -4 },
]

type Opened = () => Promise<{ store: ReadingStore; reopen(): Promise<ReadingStore> }>

async function onlyItem(store: ReadingStore) {
  const [item, ...others] = await store.quarantine({ limit: 10 })
  if (item === undefined || others.length > 0) throw new Error(`quarantine holds ${others.length + 1} items`)
  return item
}

/** What every store of readings must do with languages other than our own JSON. */
export function codecContract(open: Opened): void {
  describe('reads each frame by its codec', () => {
    test.each([
      { name: 'SenML', sent: frame(PACK, { codec: 'senml' }), distanceMm: 1873, atMs: NOW },
      { name: 'ChirpStack', sent: frame(chirpstackUp(UPLINK), EM500), distanceMm: 2345, atMs: NOW - 1000 },
      {
        name: 'The Things Stack',
        sent: frame(ttnUp({ ...UPLINK, hex: dlMbxHex(1704) }), { codec: 'ttn', payloadFormat: 'decentlab-dl-mbx' }),
        distanceMm: 1704,
        atMs: NOW - 1000,
      },
    ])('$name, once, also after a restart', async ({ sent, distanceMm, atMs }) => {
      const { store, reopen } = await open()
      await store.append([sent, frame({ seq: 1, at: NOW - 5000, distance_mm: 1 }), sent])
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toMatchObject([
        { distanceMm: 1, atMs: NOW - 5000 },
        { distanceMm, atMs },
      ])
      await store.close()
      const again = await reopen()
      await again.append([sent])
      expect(await again.counts()).toMatchObject({ readings: 2, quarantined: 0 })
    })

    test('among many others of our own JSON, in one burst', async () => {
      const { store } = await open()
      const plain = (from: number) => [...Array(20).keys()].map((it) => frame({ seq: from + it, at: NOW, depth_mm: 1 }))
      await store.append([
        ...plain(0),
        frame(chirpstackUp(UPLINK), EM500),
        ...plain(20),
        frame(PACK, { codec: 'senml' }),
      ])
      expect(await store.counts()).toMatchObject({ readings: 42, quarantined: 0 })
    })

    test('relative to the frame’s own receipt', async () => {
      const { store } = await open()
      await store.append([
        frame([{ t: -60, n: 'distance', u: 'm', v: 2 }], { codec: 'senml', receivedAtMs: NOW - 7000 }),
      ])
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toMatchObject([{ atMs: NOW - 67_000 }])
    })

    test('and keeps what is no measurement neither as reading nor in quarantine, but as a sign of life', async () => {
      const { store } = await open()
      await store.append([frame(chirpstackUp({ ...UPLINK, hex: '' }), EM500)])
      expect(await store.counts()).toEqual({ frames: 1, readings: 0, quarantined: 0 })
      expect(await store.deviceStatus('d1')).toMatchObject({ lastSeenAtMs: NOW, lastReadingAtMs: null })
    })
  })

  describe('replays from quarantine', () => {
    const senders = (id: number, sender: { deviceId: string } & Encoding): QuarantineSenders => new Map([[id, sender]])

    test('an uplink that came without payload format, once it has one', async () => {
      const { store, reopen } = await open()
      await store.append([frame(chirpstackUp(UPLINK), { codec: 'chirpstack' })])
      const item = await onlyItem(store)
      expect(item).toMatchObject({ codec: 'chirpstack', payloadFormat: null })
      expect(item.reason).toMatch(/set the device's payload format/)
      expect(await store.replayQuarantine([item.id])).toEqual({ recovered: 0, stillRefused: 1 })
      await store.close()
      const again = await reopen()
      const now = senders(item.id, { deviceId: 'd1', ...EM500 })
      expect(await again.replayQuarantine([item.id], now)).toEqual({ recovered: 1, stillRefused: 0 })
      expect(await again.readings({ deviceId: 'd1', ...ALL })).toMatchObject([
        { distanceMm: 2345, atMs: NOW - 1000, receivedAtMs: NOW },
      ])
      expect(await again.quarantine({ limit: 1 })).toEqual([])
    })

    test.each([
      {
        name: 'a pack of a device that was taken for one of our own',
        sent: frame(PACK, { receivedAtMs: NOW - 100 }),
        now: { deviceId: 'd1', codec: 'senml', payloadFormat: null } as const,
        distanceMm: 1873,
      },
      {
        name: 'an uplink read by a wrong format, though its server was changed since',
        sent: frame(ttnUp(UPLINK), { codec: 'ttn', payloadFormat: 'decentlab-dl-mbx', receivedAtMs: NOW - 100 }),
        now: { deviceId: 'd1', ...EM500 },
        distanceMm: 2345,
      },
    ])('$name', async ({ sent, now, distanceMm }) => {
      const { store } = await open()
      await store.append([sent])
      const { id } = await onlyItem(store)
      expect(await store.replayQuarantine([id], senders(id, now))).toEqual({ recovered: 1, stillRefused: 0 })
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toMatchObject([{ distanceMm, receivedAtMs: NOW - 100 }])
    })

    test('the part that can be read; the rest goes back', async () => {
      const { store } = await open()
      await store.append([frame([...PACK, { n: 'battery', u: 'lm', v: 3 }])])
      const { id } = await onlyItem(store)
      const now = senders(id, { deviceId: 'd1', codec: 'senml', payloadFormat: null })
      expect(await store.replayQuarantine([id], now)).toEqual({ recovered: 1, stillRefused: 0 })
      expect(await store.readings({ deviceId: 'd1', ...ALL })).toMatchObject([{ distanceMm: 1873 }])
      const rest = await onlyItem(store)
      expect(rest).toMatchObject({ codec: 'senml', reason: expect.stringContaining('lm') })
    })

    test('what turns out to be no measurement, without making a reading of it', async () => {
      const { store } = await open()
      const joined = frame({ deviceInfo: { devEui: UPLINK.devEui }, devAddr: '00a1b2c3' })
      await store.append([joined])
      const { id } = await onlyItem(store)
      const now = senders(id, { deviceId: 'd1', ...EM500 })
      expect(await store.replayQuarantine([id], now)).toEqual({ recovered: 1, stillRefused: 0 })
      expect(await store.counts()).toMatchObject({ readings: 0, quarantined: 0 })
    })

    test('what an unknown device sent, as readings of the device it turned out to be', async () => {
      const { store } = await open()
      const refused = { kind: 'refused', codec: 'chirpstack', topic: 'uplinks/chirpstack', reason: 'nobody’s' } as const
      await store.append([frame(chirpstackUp(UPLINK), { deviceId: '_unknown.a', ...refused })])
      const { id } = await onlyItem(store)
      expect(await store.replayQuarantine([id], senders(id, { deviceId: '_unknown.a', ...EM500 }))).toEqual({
        recovered: 0,
        stillRefused: 1,
      })
      expect(await store.replayQuarantine([id], senders(id, { deviceId: 'new-1', ...EM500 }))).toEqual({
        recovered: 1,
        stillRefused: 0,
      })
      expect(await store.readings({ deviceId: 'new-1', ...ALL })).toMatchObject([{ distanceMm: 2345 }])
      expect(await store.deviceStatus('new-1')).toMatchObject({ lastReadingAtMs: NOW - 1000, lastSeenAtMs: NOW })
      expect(await store.readings({ deviceId: '_unknown.a', ...ALL })).toEqual([])
    })
  })
}
