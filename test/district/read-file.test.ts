import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { importDistrict } from '../../src/district/import-district.ts'
import { readDistrictFile } from '../../src/district/read-file.ts'
import { findContractor } from '../../src/store/contractors/find-contractor.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { OPTIONS, raw, sample, withDatabase } from './sample.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const KITA = { id: 'kita', name: '北市', kind: 'municipality', timeZone: 'Asia/Tokyo' } as const

test.each([
  { name: 'district.json', text: JSON.stringify(sample()) },
  { name: 'district.yaml', text: stringify(sample()) },
  { name: 'district.yml', text: JSON.stringify(sample()) },
  { name: 'district', text: stringify(sample()) },
])('$name reads as the same district', ({ name, text }) => {
  expect(readDistrictFile(bytes(text), name).input).toEqual(sample())
})

test.each([
  { name: 'a.json', content: bytes('{"a":'), field: 'file', message: 'not valid JSON' },
  { name: 'a.yaml', content: bytes('a: 1\nb: [1\n'), field: 'line 3', message: '' },
  { name: 'a.yaml', content: bytes('a: 1\na: 2\n'), field: 'line 2', message: 'unique' },
  { name: 'a.json', content: new Uint8Array([0x7b, 0xff]), field: 'file', message: 'UTF-8' },
  { name: 'a.csv', content: bytes(''), field: 'file', message: 'empty' },
  { name: 'a.csv', content: bytes('x,y\n1,2\n'), field: 'line 1', message: 'neither' },
  { name: 'a.csv', content: bytes('id,kind,mountHeigth\n'), field: 'line 1', message: 'did you mean mountHeightMm?' },
  { name: 'a.csv', content: bytes('id,kind,kind\n'), field: 'line 1', message: 'twice' },
  { name: 'a.csv', content: bytes('id,kind\nD1,camera,x\n'), field: 'line 2', message: '3 cells under 2 columns' },
])('refuses $name: $message', ({ name, content, field, message }) => {
  expect(() => readDistrictFile(content, name)).toThrow(
    expect.objectContaining({
      code: 'district-invalid',
      problems: [expect.objectContaining({ field, message: expect.stringContaining(message) })],
    }),
  )
})

const line = (id: string, properties: object) => ({
  type: 'Feature',
  id,
  properties: { name: '線', block: 'B1', roadClass: 'bus', lengthM: 10, plowMinutes: 5, ...properties },
  geometry: {
    type: 'LineString',
    coordinates: [
      [140, 40],
      [141, 41],
    ],
  },
})

test('routes from GeoJSON, with problems at their features', () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    const read = (features: unknown) =>
      readDistrictFile(bytes(JSON.stringify({ type: 'FeatureCollection', features })), 'routes.geojson')
    const options = { ...OPTIONS, authority: KITA }
    await importDistrict(db, read([line('R8', { deadline: '07:00' }), line('x', { id: 'R9' })]), options)
    expect(await findRoute(db, 'R8')).toMatchObject({ deadline: '07:00', geometry: { type: 'LineString' } })
    expect(await findRoute(db, 'R9')).toMatchObject({ authorityId: 'kita' })
    const point = { ...line('R7', {}), geometry: { type: 'Point', coordinates: [140, 40] } }
    const wrong = importDistrict(db, read([line('R8', { block: 'B9' }), point, 5]), options)
    await expect(wrong).rejects.toMatchObject({
      problems: [
        { field: 'features[1].geometry.type' },
        { field: 'features[2]' },
        { field: 'features[0].properties.block' },
      ],
    })
  }))

test('devices and contractors from CSV, in any spelling of the columns', () =>
  withDatabase(async (db) => {
    await importDistrict(db, raw(sample()), OPTIONS)
    const options = { ...OPTIONS, authority: KITA }
    const devices =
      'ID,route,mount_height_mm,lat,lon,Temperature Compensated\r\nD8,R1,3000,40.5,140.5,true\r\nD9,,2000,,,\r\n'
    await importDistrict(db, readDistrictFile(bytes(devices), 'devices.csv'), options)
    expect(await findDevice(db, 'D8')).toMatchObject({
      routeId: 'R1',
      mountHeightMm: 3000,
      temperatureCompensated: true,
    })
    expect(await findDevice(db, 'D9')).toMatchObject({ routeId: null, lat: null })
    const lora =
      'id,route,Mount Height mm,codec,payload_format,DevEUI\nD10,R1,3000,ttn,decentlab-dl-mbx,0004A30B00123456\n'
    await importDistrict(db, readDistrictFile(bytes(lora), 'lora.csv'), options)
    expect(await findDevice(db, 'D10')).toMatchObject({
      codec: 'ttn',
      payloadFormat: 'decentlab-dl-mbx',
      devEui: '0004a30b00123456',
      temperatureCompensated: true,
    })
    const contractors = 'id,name,phone\nC8,"丙, 丁",0170000000\n'
    await importDistrict(db, readDistrictFile(bytes(contractors), 'contractors.CSV'), options)
    expect(await findContractor(db, 'C8')).toMatchObject({ name: '丙, 丁', phone: '0170000000' })
  }))

test('problems of CSV rows name their lines', () =>
  withDatabase(async (db) => {
    const text = 'id,kind,mountHeightMm\nD1,camera,\n\nD2,ultrasonic,2.5m\nD1,camera,\n'
    const wrong = importDistrict(db, readDistrictFile(bytes(text), 'd.csv'), { ...OPTIONS, authority: KITA })
    await expect(wrong).rejects.toMatchObject({
      problems: [{ field: 'line 4, mountHeightMm', value: '2.5m' }, { field: 'line 5, id' }],
    })
  }))

test('CSV from a Japanese spreadsheet may be Shift_JIS', () => {
  // 雪 is 90 E1 in Shift_JIS
  const content = new Uint8Array([...bytes('id,name\nC1,'), 0x90, 0xe1, 0x0a])
  expect(readDistrictFile(content, 'c.csv').input).toEqual({ contractors: [{ id: 'C1', name: '雪' }] })
})
