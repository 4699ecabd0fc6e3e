import { expect, test } from 'vitest'
import { importDistrict } from '../../src/district/import-district.ts'
import { YukibanError } from '../../src/errors.ts'
import { listAuthorities } from '../../src/store/authorities/list-authorities.ts'
import { OPTIONS, raw, sample, withDatabase } from './sample.ts'

type Sample = ReturnType<typeof sample>

const spoilt = (change: (it: Sample) => unknown): unknown => {
  const input = sample()
  return change(input) ?? input
}
/** Overwrites fields of a row; undefined takes one away. */
const put =
  (section: Exclude<keyof Sample, 'authority'>, index: number, fields: Record<string, unknown>) => (it: Sample) => {
    Object.assign(it[section][index] ?? {}, fields)
  }
const add = (section: Exclude<keyof Sample, 'authority'>, row: Record<string, unknown>) => (it: Sample) => {
  it[section].push(row)
}

async function problemsOf(input: unknown): Promise<string[]> {
  return withDatabase(async (db) => {
    try {
      await importDistrict(db, raw(JSON.parse(JSON.stringify(input))), OPTIONS)
    } catch (error) {
      if (!(error instanceof YukibanError) || error.code !== 'district-invalid') throw error
      expect(await listAuthorities(db)).toEqual([])
      return error.problems.map((it) => `${it.field}: ${it.message}`)
    }
    return []
  })
}

test('the sample has no problems', async () => {
  expect(await problemsOf(sample())).toEqual([])
})

test.each([
  ['not an object', () => [], ': must be an object'],
  ['unknown section', (it: Sample) => ({ ...it, route: [] }), 'route: is not a known field; did you mean routes?'],
  ['section no list', (it: Sample) => ({ ...it, devices: {} }), 'devices: must be a list'],
  ['no authority', (it: Sample) => ({ ...it, authority: undefined }), 'authority: is missing'],
  ['authority without name', (it: Sample) => ({ ...it, authority: { id: 'a' } }), 'authority.name: is missing'],
  [
    'time zone',
    (it: Sample) => ({ ...it, authority: { id: 'a', name: 'n', timeZone: 'Mars' } }),
    'authority.timeZone: is not a known time zone',
  ],
  [
    'authority kind',
    (it: Sample) => ({ ...it, authority: { id: 'a', name: 'n', kind: 'city' } }),
    'authority.kind: must be one of national',
  ],
  [
    'row no object',
    (it: Sample) => {
      it.blocks.push('B3' as never)
    },
    'blocks[2]: must be an object with id, name',
  ],
  ['bad id', put('devices', 1, { id: 'D 2' }), 'devices[1].id: must be an id'],
  ['id as number', put('devices', 0, { id: 17 }), 'devices[0].id: must be an id'],
  ['duplicate block', add('blocks', { id: 'B1', name: 'x' }), 'blocks[2].id: is used twice, first by blocks[0]'],
  [
    'duplicate device',
    add('devices', { id: 'D1', kind: 'camera' }),
    'devices[3].id: is used twice, first by devices[0]',
  ],
  [
    'duplicate criterion',
    (it: Sample) => {
      it.criteria.push({ ...it.criteria[0] })
    },
    'criteria[2].id: is used twice, first by criteria[0]',
  ],
  ['unknown block', put('routes', 0, { block: 'B9' }), 'routes[0].block: there is no block of this id'],
  ['deadline hour', put('routes', 0, { deadline: '24:00' }), 'routes[0].deadline: must be a time of day HH:MM'],
  ['deadline form', put('routes', 0, { deadline: '7:00' }), 'routes[0].deadline: must be a time of day HH:MM'],
  ['length', put('routes', 0, { lengthM: 0 }), 'routes[0].lengthM: must be a number from 1 to 1000000'],
  ['minutes', put('routes', 0, { plowMinutes: '30' }), 'routes[0].plowMinutes: must be a number'],
  [
    'short line',
    put('routes', 0, { geometry: { type: 'LineString', coordinates: [[140, 40]] } }),
    'routes[0].geometry.coordinates: must have at least 2',
  ],
  [
    'not a line',
    put('routes', 0, { geometry: { type: 'Point', coordinates: [140, 40] } }),
    'routes[0].geometry.type: must be LineString',
  ],
  [
    'swapped point',
    put('routes', 0, {
      geometry: {
        type: 'LineString',
        coordinates: [
          [40, 140],
          [41, 140],
        ],
      },
    }),
    'routes[0].geometry.coordinates[0]: has its latitude above 90',
  ],
  [
    'no point',
    put('routes', 0, {
      geometry: {
        type: 'LineString',
        coordinates: [
          [140, 40],
          ['a', 1],
        ],
      },
    }),
    'routes[0].geometry.coordinates[1]: must be a point',
  ],
  ['unknown route', put('devices', 0, { route: 'R9' }), 'devices[0].route: there is no route of this id'],
  ['device kind', put('devices', 0, { kind: 'laser' }), 'devices[0].kind: must be one of ultrasonic, camera'],
  ['no height', put('devices', 0, { mountHeightMm: null }), 'devices[0].mountHeightMm: is missing'],
  [
    'height in cm',
    put('devices', 0, { mountHeightMm: 250 }),
    'devices[0].mountHeightMm: must be a number from 300 to 20000',
  ],
  [
    'height name',
    put('devices', 0, { mountHeight: 2500 }),
    'devices[0].mountHeight: is not a known field; did you mean mountHeightMm?',
  ],
  ['latitude', put('devices', 0, { lat: 140.7 }), 'devices[0].lat: must be a number from -90 to 90'],
  ['codec', put('devices', 0, { codec: 'lora' }), 'devices[0].codec: must be one of json, senml, chirpstack, ttn'],
  [
    'payload format',
    put('devices', 0, { codec: 'ttn', payloadFormat: 'em500', devEui: '0011223344556677' }),
    'devices[0].payloadFormat: must be one of decentlab-dl-mbx',
  ],
  [
    'no payload format',
    put('devices', 0, { codec: 'chirpstack', devEui: '0011223344556677' }),
    'devices[0].payloadFormat: is missing: chirpstack hands on',
  ],
  [
    'no DevEUI',
    put('devices', 0, { codec: 'ttn', payloadFormat: 'dragino-ldds75' }),
    'devices[0].devEui: is missing: ttn names the device by it',
  ],
  [
    'DevEUI too short',
    put('devices', 0, { codec: 'ttn', payloadFormat: 'dragino-ldds75', devEui: '00112233445566' }),
    'devices[0].devEui: must be a DevEUI of 16 hexadecimal digits',
  ],
  [
    'DevEUI without a network server',
    put('devices', 0, { devEui: '0011223344556677' }),
    'devices[0].devEui: belongs to the codecs chirpstack and ttn, not to json',
  ],
  [
    'payload format of a device that speaks SenML',
    put('devices', 0, { codec: 'senml', payloadFormat: 'dragino-ldds75' }),
    'devices[0].payloadFormat: belongs to the codecs chirpstack and ttn, not to senml',
  ],
  [
    'DevEUI used twice',
    (it: Sample) => {
      const lora = { codec: 'ttn', payloadFormat: 'dragino-ldds75' }
      put('devices', 0, { ...lora, devEui: '001122334455667a' })(it)
      put('devices', 1, { ...lora, devEui: '001122334455667A' })(it)
    },
    'devices[1].devEui: is used twice, first by devices[0]',
  ],
  ['half a position', put('devices', 0, { lat: undefined }), 'devices[0].lat: is missing: a position needs both'],
  ['interval', put('devices', 0, { intervalS: 1.5 }), 'devices[0].intervalS: must be a whole number'],
  ['private webhook', put('contractors', 0, { webhookUrl: 'http://10.0.0.1/x' }), 'contractors[0].webhookUrl: '],
  ['no URL', put('contractors', 0, { webhookUrl: 'hook' }), 'contractors[0].webhookUrl: must be an http or https URL'],
  ['e-mail', put('contractors', 0, { email: 'kou' }), 'contractors[0].email: must be an e-mail address'],
  ['unknown contractor', put('roster', 0, { contractor: 'C9' }), 'roster[0].contractor: there is no contractor'],
  ['two places', put('roster', 0, { route: 'R1' }), 'roster[0]: must name either a block or a route'],
  ['no place', put('roster', 0, { block: undefined }), 'roster[0]: must name either a block or a route'],
  ['rank', put('roster', 0, { rank: 0 }), 'roster[0].rank: must be a whole number from 1 to 99'],
  ['rank taken', put('roster', 1, { rank: 1 }), 'roster[1].rank: is taken at the same place and time by roster[0]'],
  ['roster date', put('roster', 0, { from: '15.11.2026' }), 'roster[0].from: must be a date'],
  ['roster reversed', put('roster', 0, { to: '2026-11-14' }), 'roster[0].to: must be after from (2026-11-15)'],
  ['criterion body', put('criteria', 0, { mode: 'auto' }), 'criteria[0].mode: must be one of support, automatic'],
  ['criterion scope', put('criteria', 0, { scope: 'route:R9' }), 'criteria[0].scope: there is no route of this id'],
] as const)('refuses: %s', async (_name, change, want) => {
  expect(await problemsOf(spoilt(change as (it: Sample) => unknown))).toEqual([expect.stringContaining(want)])
})

test('ranks may follow each other in time', async () => {
  const change = put('roster', 1, { rank: 1, from: '2027-04-01' })
  expect(await problemsOf(spoilt(change))).toEqual([])
})

test('all problems come at once, and a faulty row is no reason to refuse those that refer to it', async () => {
  const input = sample()
  put('blocks', 0, { name: 7 })(input)
  put('devices', 0, { mountHeightMm: 1 })(input)
  put('roster', 2, { route: 'R7' })(input)
  put('criteria', 1, { level: 'go' })(input)
  const fields = (await problemsOf(input)).map((it) => it.split(':')[0])
  expect(fields).toEqual(['blocks[0].name', 'devices[0].mountHeightMm', 'criteria[1].level', 'roster[2].route'])
})
