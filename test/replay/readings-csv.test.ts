import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCsvPasses } from '../../src/replay/passes-csv.ts'
import { type CsvReading, readCsvReadings } from '../../src/replay/readings-csv.ts'
import { tempDir } from '../support/temp-dir.ts'

async function read(text: string, device: string | null = null): Promise<CsvReading[]> {
  const path = join(tempDir(), 'readings.csv')
  writeFileSync(path, text)
  const rows: CsvReading[] = []
  for await (const row of readCsvReadings(path, 'readings.csv', device)) rows.push(row)
  return rows
}

test.each([
  { column: 'distance_mm', cell: '1873', want: { distanceMm: 1873, depthMm: null } },
  { column: 'distance_raw_m', cell: '1.873', want: { distanceMm: 1873, depthMm: null } },
  { column: 'depth_cm', cell: '12.7', want: { distanceMm: null, depthMm: 127 } },
  { column: 'depth_m', cell: '0.127', want: { distanceMm: null, depthMm: 127 } },
  { column: 'HS', cell: '12.7', want: { distanceMm: null, depthMm: 127 } },
])('a column $column is understood', async ({ column, cell, want }) => {
  const rows = await read(`time_utc,${column},air_temp_c\n2026-01-20T00:00:00Z,${cell},-4.5\n`, 'd1')
  expect(rows).toMatchObject([{ device: 'd1', atMs: Date.parse('2026-01-20T00:00:00Z'), airTempC: -4.5, ...want }])
})

test('rows without a measurement and empty lines are left out; quotes, CRLF and a byte-order mark are not', async () => {
  const text =
    '\uFEFFtime_utc,device,depth_cm,received_utc\r\n"2026-01-20T00:00:00Z",d1,,\r\n\r\n2026-01-20T01:00:00Z,"d1",3,2026-01-20T04:00:00Z\r\n'
  expect(await read(text)).toMatchObject([
    { device: 'd1', depthMm: 30, receivedAtMs: Date.parse('2026-01-20T04:00:00Z') },
  ])
})

test.each([
  { name: 'no time', text: 'device,depth_cm\nd1,3\n', field: 'readings.csv line 1', says: 'has no column time_utc' },
  { name: 'no device', text: 'time_utc,depth_cm\n', field: 'readings.csv line 1', says: 'has no column device' },
  { name: 'no depth', text: 'time_utc,device\n', field: 'readings.csv line 1', says: 'has no column of a depth' },
  { name: 'nothing', text: '', field: 'readings.csv', says: 'is empty' },
  {
    name: 'a word for a number',
    text: 'time_utc,device,depth_cm\n2026-01-20T00:00:00Z,d1,3\n2026-01-20T01:00:00Z,d1,deep\n',
    field: 'readings.csv line 3, depth_cm',
    says: 'is no number',
    value: 'deep',
  },
  {
    name: 'a time without zone',
    text: 'time_utc,device,depth_cm\n2026-01-20T00:00:00,d1,3\n',
    field: 'readings.csv line 2, time_utc',
    says: 'is no ISO 8601 time',
    value: '2026-01-20T00:00:00',
  },
  {
    name: 'an id that is none',
    text: 'time_utc,device,depth_cm\n2026-01-20T00:00:00Z,a b,3\n',
    field: 'readings.csv line 2, device',
    says: 'is no id',
    value: 'a b',
  },
])('what is wrong is named with file, line, column and value: $name', async ({ text, field, says, value }) => {
  const problem = { field, message: expect.stringContaining(says), ...(value === undefined ? {} : { value }) }
  await expect(read(text)).rejects.toMatchObject({ code: 'history-invalid', problems: [problem] })
})

test('passes name their route, which must be known', () => {
  const routes = new Set(['r1'])
  const text = 'time_utc,route,recorded_utc\n2026-01-20T00:00:00Z,r1,\n2026-01-20T01:00:00Z,r1,2026-01-20T02:00:00Z\n'
  const [one, two] = ['2026-01-20T00:00:00Z', '2026-01-20T01:00:00Z'].map((it) => Date.parse(it))
  expect(readCsvPasses(text, 'passes.csv', routes)).toEqual([
    { routeId: 'r1', atMs: one, recordedAtMs: one },
    { routeId: 'r1', atMs: two, recordedAtMs: Date.parse('2026-01-20T02:00:00Z') },
  ])
  expect(() => readCsvPasses('time_utc,route\nnever,r9\n', 'passes.csv', routes)).toThrow(
    expect.objectContaining({
      problems: [{ field: 'passes.csv line 2, time_utc' }, { field: 'passes.csv line 2, route', value: 'r9' }].map(
        (it) => expect.objectContaining(it),
      ),
    }),
  )
})
