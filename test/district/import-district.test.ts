import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importDistrict, previewImport } from '../../src/district/import-district.ts'
import { findContractor } from '../../src/store/contractors/find-contractor.ts'
import { findCriterion } from '../../src/store/criteria/find-criterion.ts'
import type { Db } from '../../src/store/database.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { listDevices } from '../../src/store/devices/list-devices.ts'
import { verifyDeviceToken } from '../../src/store/devices/verify-device-token.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { findRoster } from '../../src/store/roster/find-roster.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { listRoutes } from '../../src/store/routes/list-routes.ts'
import { OPTIONS, raw, sample, withDatabase } from './sample.ts'

const TABLES = [
  'authorities',
  'blocks',
  'routes',
  'devices',
  'contractors',
  'roster',
  'criteria',
  'criterion_versions',
  'events',
] as const

async function dump(db: Db): Promise<string> {
  const content: Record<string, unknown> = {}
  for (const table of TABLES) content[table] = await db.selectFrom(table).selectAll().execute()
  return JSON.stringify(content)
}

test('a district is stored in the terms of the domain', () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    expect(await findRoute(db, 'R1')).toMatchObject({
      authorityId: 'kita',
      blockId: 'B1',
      deadline: '06:00',
      plowMinutes: 45,
    })
    expect(await findRoute(db, 'R2')).toMatchObject({ deadline: null, geometry: null })
    expect(await findDevice(db, 'D2')).toEqual({
      id: 'D2',
      authorityId: 'kita',
      kind: 'ultrasonic',
      routeId: 'R2',
      surface: 'roadside',
      mountHeightMm: null,
      temperatureCompensated: false,
      lat: null,
      lon: null,
      intervalS: 600,
      codec: 'json',
      payloadFormat: null,
      devEui: null,
    })
    expect(await findContractor(db, 'C2')).toMatchObject({ webhookUrl: null, email: null, phone: null })
    expect(await findCriterion(db, 'bus-5')).toMatchObject({
      version: 1,
      scope: { kind: 'road-class', roadClass: 'bus' },
    })
    // a date is a day of the authority: from its first instant to the end of the last
    const [first] = await findRoster(db, 'kita')
    expect(first).toMatchObject({
      fromMs: Date.parse('2026-11-15T00:00+09:00'),
      toMs: Date.parse('2027-04-01T00:00+09:00'),
    })
  }))

const LORA = { route: 'R1', mountHeightMm: 3000, codec: 'chirpstack', payloadFormat: 'dragino-ldds75' }

test('a LoRaWAN device is known by its DevEUI, and compensated as its format is unless the file says otherwise', () =>
  withDatabase(async (db) => {
    const input = sample()
    input.devices = [
      { ...LORA, id: 'L1', devEui: 'A84041000181C061' },
      { ...LORA, id: 'L2', devEui: 'a84041000181c062', temperatureCompensated: false },
      { ...LORA, id: 'L3', devEui: 'a84041000181c063', payloadFormat: 'milesight-em500-udl' },
    ]
    await importDistrict(db, raw(input), OPTIONS)
    const lora = { codec: 'chirpstack', payloadFormat: 'dragino-ldds75' }
    expect(await findDevice(db, 'L1')).toMatchObject({
      ...lora,
      devEui: 'a84041000181c061',
      temperatureCompensated: true,
    })
    expect(await findDevice(db, 'L2')).toMatchObject({ ...lora, temperatureCompensated: false })
    expect(await findDevice(db, 'L3')).toMatchObject({ temperatureCompensated: false })
    const again = await previewImport(db, raw(input), OPTIONS)
    expect(again.rows.every((it) => it.change === 'unchanged')).toBe(true)
  }))

test('DevEUIs change hands within one file, and never belong to two', () =>
  withDatabase(async (db) => {
    const [one, two] = ['a84041000181c061', 'a84041000181c062']
    const withEuis = (first: string, second: string) => {
      const input = sample()
      input.devices = [
        { ...LORA, id: 'L1', devEui: first },
        { ...LORA, id: 'L2', devEui: second },
      ]
      return raw(input)
    }
    await importDistrict(db, withEuis(one, two), OPTIONS)
    await importDistrict(db, withEuis(two, one), OPTIONS)
    expect([(await findDevice(db, 'L1'))?.devEui, (await findDevice(db, 'L2'))?.devEui]).toEqual([two, one])

    const third = sample()
    third.devices = [{ ...LORA, id: 'L3', devEui: two }]
    const other = { ...sample(), authority: { id: 'minami', name: '南市' }, blocks: [], routes: [], roster: [] }
    const theirs = {
      ...other,
      devices: [{ ...LORA, id: 'M1', route: null, devEui: one }],
      contractors: [],
      criteria: [],
    }
    await expect(importDistrict(db, raw(third), OPTIONS)).rejects.toMatchObject({
      problems: [{ field: 'devices[0].devEui', value: two, message: expect.stringContaining('device L1') }],
    })
    await expect(importDistrict(db, raw(theirs), OPTIONS)).rejects.toMatchObject({
      problems: [{ field: 'devices[0].devEui', message: expect.stringContaining('another authority') }],
    })
  }))

test('a second import changes nothing, not even the journal', () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    const before = await dump(db)
    const diff = await importDistrict(db, raw(sample()), { ...OPTIONS, nowMs: 9_000 })
    expect(diff.rows.every((it) => it.change === 'unchanged')).toBe(true)
    expect(diff.roster).toEqual({ added: 0, removed: 0, unchanged: 3 })
    expect(await dump(db)).toBe(before)
    expect(await listEvents(db, { limit: 10 })).toHaveLength(3)
  }))

test('applying twice is applying once, whatever was there before', async () => {
  const change = fc.record({
    lengthM: fc.double({ min: 1, max: 1e6, noNaN: true }),
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    deadline: fc.constantFrom(null, '00:00', '07:00'),
    triggerCm: fc.double({ min: 0.5, max: 300, noNaN: true }),
    roster: fc.subarray([0, 1, 2]),
    devices: fc.subarray([0, 1, 2]),
  })
  const variant = (it: typeof change extends fc.Arbitrary<infer T> ? T : never) => {
    const input = sample()
    Object.assign(input.routes[0] ?? {}, { lengthM: it.lengthM, deadline: it.deadline })
    Object.assign(input.devices[0] ?? {}, { lat: it.lat })
    Object.assign(input.criteria[0]?.rule ?? {}, { triggerCm: it.triggerCm })
    input.roster = input.roster.filter((_, index) => it.roster.includes(index))
    input.devices = input.devices.filter((_, index) => it.devices.includes(index))
    return raw(input)
  }
  await withDatabase((db) =>
    fc.assert(
      fc.asyncProperty(change, async (it) => {
        await importDistrict(db, variant(it), OPTIONS)
        const once = await dump(db)
        const diff = await previewImport(db, variant(it), OPTIONS)
        expect(diff.rows.filter((row) => row.change !== 'unchanged')).toEqual([])
        await importDistrict(db, variant(it), OPTIONS)
        expect(await dump(db)).toBe(once)
        expect(await listDevices(db, { limit: 10 }).then((all) => all.length)).toBeLessThanOrEqual(3)
      }),
      { numRuns: 25 },
    ),
  )
})

test('the diff names rows and fields, and a preview writes nothing', () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    const before = await dump(db)
    const input = sample()
    Object.assign(input.routes[0] ?? {}, { name: '本町線', deadline: null })
    Object.assign(input.criteria[1]?.rule ?? {}, { triggerCm: 12 })
    input.blocks.push({ id: 'B3', name: '第三工区', nameKana: 'ﾀﾞｲｻﾝコウク' } as (typeof input.blocks)[number])
    input.roster.pop()
    const diff = await previewImport(db, raw(input), OPTIONS)
    expect(diff.rows.filter((it) => it.change !== 'unchanged')).toEqual([
      { section: 'blocks', id: 'B3', name: '第三工区', nameKana: 'だいさんこうく', change: 'created', fields: [] },
      { section: 'routes', id: 'R1', name: '本町線', nameKana: null, change: 'changed', fields: ['name', 'deadline'] },
      { section: 'criteria', id: 'all-10', name: null, nameKana: null, change: 'changed', fields: ['rule'] },
    ])
    expect(diff.roster).toEqual({ added: 0, removed: 1, unchanged: 2 })
    expect(await dump(db)).toBe(before)
    await importDistrict(db, raw(input), OPTIONS)
    expect((await findCriterion(db, 'all-10'))?.version).toBe(2)
    expect((await findCriterion(db, 'bus-5'))?.version).toBe(1)
  }))

test('what the file does not name stays; the roster stays when the file has none', () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    const { authority } = sample()
    const partial = { authority, routes: [{ ...sample().routes[0], id: 'R3', block: 'B2' }] }
    expect((await importDistrict(db, raw(partial), OPTIONS)).roster).toBeNull()
    expect((await listRoutes(db, { authorityId: 'kita', limit: 10 })).map((it) => it.id)).toEqual(['R1', 'R2', 'R3'])
    expect(await findRoster(db, 'kita')).toHaveLength(3)
    await importDistrict(db, raw({ authority, roster: [] }), OPTIONS)
    expect(await findRoster(db, 'kita')).toEqual([])
  }))

test("another authority's rows are neither taken nor referred to", () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    const other = {
      authority: { id: 'minami', name: '南市' },
      blocks: [{ id: 'B1', name: 'x' }],
      devices: [{ id: 'M1', kind: 'camera', route: 'R1' }],
    }
    const before = await dump(db)
    await expect(importDistrict(db, raw(other), OPTIONS)).rejects.toMatchObject({
      code: 'district-invalid',
      problems: [
        { field: 'blocks[0].id', message: expect.stringContaining('belongs to the authority kita') },
        { field: 'devices[0].route' },
      ],
    })
    expect(await dump(db)).toBe(before)
  }))

test('credentials: each device gets a token once, each new contractor its secret', () =>
  withDatabase(async (db) => {
    let kept = { devices: {}, webhookSecrets: {} } as {
      devices: Record<string, string>
      webhookSecrets: Record<string, string>
    }
    const keep = (it: typeof kept) => {
      kept = it
    }
    await importDistrict(db, raw(sample()), OPTIONS, keep as never)
    expect(Object.keys(kept.devices)).toEqual(['D1', 'D2', 'D3'])
    expect(Object.keys(kept.webhookSecrets)).toEqual(['C1', 'C2'])
    expect(await verifyDeviceToken(db, 'D1', kept.devices.D1 ?? '')).toBeDefined()
    await importDistrict(db, raw(sample()), OPTIONS, keep as never)
    expect(kept).toEqual({ devices: {}, webhookSecrets: {} })
  }))

test('credentials that cannot be kept undo the import', () =>
  withDatabase(async (db) => {
    const before = await dump(db)
    const failing = () => {
      throw new Error('disk full')
    }
    await expect(importDistrict(db, raw(sample()), OPTIONS, failing)).rejects.toThrow('disk full')
    expect(await dump(db)).toBe(before)
  }))
