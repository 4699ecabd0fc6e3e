import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { importDistrict } from '../district/import-district.ts'
import type { RawDistrict } from '../district/raw-district.ts'
import { readDistrictFile } from '../district/read-file.ts'
import type { Authority } from '../domain/route.ts'
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { archiveRuns } from '../forecast/archive.ts'
import { cellOf } from '../forecast/cells.ts'
import { readForecastFile } from '../forecast/providers/file.ts'
import { listAuthorities } from '../store/authorities/list-authorities.ts'
import { type Db, openDatabase } from '../store/database.ts'
import { recordPass } from '../store/passes/record-pass.ts'
import type { Frame, ReadingStore } from '../store/readings/port.ts'
import { openReadingStore } from '../store/readings/sqlite.ts'
import { ImportTally } from './import-tally.ts'
import type { Note } from './notes.ts'
import { readCsvPasses } from './passes-csv.ts'
import { type CsvReading, historyInvalid, readCsvReadings } from './readings-csv.ts'

/** Frames handed to the store at a time. */
const BATCH = 2000

export interface ImportSettings {
  /** Of an authority that names none. */
  readonly timeZone: string
  readonly cellDeg: number
  readonly maxAheadMs: number
  /** Of a single station's route, which no file describes. */
  readonly station: { readonly plowMinutes: number; readonly deadline: string | null }
  readonly nowMs: EpochMs
}

/** What was read. */
export interface Imported {
  readonly authority: Authority
  readonly readings: number
  /** First and last time of a reading; null: there is none. */
  readonly span: { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null
  /** What a reader should know of how the files were taken. */
  readonly notes: readonly Note[]
}

/** Whether a path is a history to import, rather than a data folder of Yukiban's own. */
export function isImportable(path: string): boolean {
  if (!existsSync(path)) return false
  return statSync(path).isDirectory() ? existsSync(join(path, 'district.json')) : path.toLowerCase().endsWith('.csv')
}

/**
 * Brings files into databases of Yukiban's own in `dataDir`, an empty folder: a folder with `district.json`,
 * `readings.csv` or `readings/*.csv`, and optionally `forecasts.json` and `passes.csv`; or one station's CSV file.
 * Throws `district-invalid` or `history-invalid` naming what is wrong and where.
 */
export async function importHistory(path: string, dataDir: string, settings: ImportSettings): Promise<Imported> {
  await using stack = new AsyncDisposableStack()
  const db = stack.adopt(await openDatabase(dataDir), (it) => it.destroy())
  const reading = { earliestMs: Number.MIN_SAFE_INTEGER, maxAheadMs: settings.maxAheadMs }
  const store = stack.adopt(await openReadingStore({ dataDir, reading }), (it) => it.close())
  return statSync(path).isDirectory()
    ? await importFolder(path, db, store, settings)
    : await importStation(path, db, store, settings)
}

async function importFolder(dir: string, db: Db, store: ReadingStore, settings: ImportSettings): Promise<Imported> {
  await intoDistrict(db, readDistrictFile(readFileSync(join(dir, 'district.json')), 'district.json'), settings)
  const files = readingFiles(dir)
  const tally = new ImportTally()
  for (const { path, shown, device } of files) await append(store, readCsvReadings(path, shown, device), tally)
  const notes = [...tally.notes(), ...(await importForecasts(join(dir, 'forecasts.json'), db, settings))]
  await importPasses(join(dir, 'passes.csv'), db)
  await store.settled()
  return { authority: await onlyAuthority(db), readings: tally.readings, span: tally.span, notes }
}

/** `readings.csv`, and each file of `readings/`, whose name is the device of rows that name none. */
function readingFiles(dir: string): { path: string; shown: string; device: string | null }[] {
  const files: { path: string; shown: string; device: string | null }[] = []
  const single = join(dir, 'readings.csv')
  if (existsSync(single)) files.push({ path: single, shown: 'readings.csv', device: null })
  const folder = join(dir, 'readings')
  if (existsSync(folder)) {
    for (const name of readdirSync(folder).sort()) {
      if (!name.toLowerCase().endsWith('.csv')) continue
      files.push({ path: join(folder, name), shown: `readings/${name}`, device: basename(name, '.csv') })
    }
  }
  if (files.length > 0) return files
  throw historyInvalid([{ field: dir, message: 'has neither readings.csv nor CSV files in readings/' }])
}

/** A station's file: one sensor beside one route, both named after the file. */
async function importStation(path: string, db: Db, store: ReadingStore, settings: ImportSettings): Promise<Imported> {
  const file = basename(path)
  const id = basename(file, '.csv')
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
  const device = id === '' ? 'station' : id
  const tally = new ImportTally()
  await append(store, readCsvReadings(path, file, device), tally)
  const { plowMinutes, deadline } = settings.station
  const intervalS = Math.min(86_400, Math.max(5, Math.round((tally.commonGapMs() ?? 600 * SECOND_MS) / SECOND_MS)))
  const measures = tally.mountHeightMm === null ? { measures: 'depth' } : { mountHeightMm: tally.mountHeightMm }
  const input = {
    authority: { id: 'station', name: file, timeZone: settings.timeZone },
    blocks: [{ id: 'station', name: file }],
    routes: [
      {
        id: device,
        name: file,
        block: 'station',
        roadClass: 'station',
        lengthM: 1000,
        plowMinutes,
        ...(deadline === null ? {} : { deadline }),
      },
    ],
    devices: [{ id: device, route: device, surface: 'roadside', intervalS, ...measures }],
  }
  await intoDistrict(db, { input, locate: (field) => field }, settings)
  await store.settled()
  const assumed = assumedStation(file, intervalS, settings.station)
  return {
    authority: await onlyAuthority(db),
    readings: tally.readings,
    span: tally.span,
    notes: [assumed, ...tally.notes()],
  }
}

function assumedStation(file: string, intervalS: number, { plowMinutes, deadline }: ImportSettings['station']): Note {
  const everyMin = Math.round((intervalS * SECOND_MS) / MINUTE_MS)
  return {
    ja: `${file}：路線は仮定（除雪所要 ${plowMinutes} 分、${deadline === null ? '期限なし' : `期限 ${deadline}`}、路側のセンサー 1 基、${everyMin} 分ごと）。記録にはない。`,
    en: `${file}: the route is assumed, not on record: ${plowMinutes} plow minutes, ${deadline === null ? 'no deadline' : `deadline ${deadline}`}, one roadside sensor, every ${everyMin} min.`,
  }
}

async function intoDistrict(db: Db, raw: RawDistrict, { timeZone, nowMs }: ImportSettings): Promise<void> {
  // Nobody is called by a replay, so no address is too private.
  await importDistrict(db, raw, { timeZone, nowMs, checkWebhookUrl: () => undefined })
}

async function onlyAuthority(db: Db): Promise<Authority> {
  const [authority] = await listAuthorities(db)
  if (authority === undefined) throw new YukibanError('not-found', 'the history names no authority')
  return authority
}

async function append(store: ReadingStore, rows: AsyncIterable<CsvReading>, tally: ImportTally): Promise<void> {
  let batch: Frame[] = []
  for await (const row of rows) {
    tally.add(row)
    batch.push(frameOf(row))
    if (batch.length < BATCH) continue
    await store.append(batch)
    batch = []
  }
  if (batch.length > 0) await store.append(batch)
}

const encoder = new TextEncoder()

/** A row as the message its device would have sent. Where the mounting height is on record, the distance is what counts. */
function frameOf(row: CsvReading): Frame {
  const { distanceMm, depthMm, airTempC, echoQuality } = row
  const payload = encoder.encode(
    JSON.stringify({
      at: row.atMs,
      ...(distanceMm === null ? { depth_mm: depthMm } : { distance_mm: distanceMm }),
      ...(airTempC === null ? {} : { air_temp_c: airTempC }),
      ...(echoQuality === null ? {} : { quality: echoQuality }),
    }),
  )
  return {
    deviceId: row.device,
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: 'reading',
    receivedAtMs: row.receivedAtMs ?? row.atMs,
    payload,
    sizeBytes: payload.byteLength,
  }
}

async function importForecasts(path: string, db: Db, { cellDeg }: ImportSettings): Promise<Note[]> {
  if (!existsSync(path)) return []
  const file = readForecastFile(readFileSync(path, 'utf8'))
  if ('problems' in file)
    throw historyInvalid(file.problems.map((it) => ({ ...it, field: `forecasts.json ${it.field}` })))
  const runs = file.runs
    .map((run) => ({ ...run, receivedAtMs: run.receivedAtMs ?? run.issuedAtMs }))
    .sort((a, b) => a.receivedAtMs - b.receivedAtMs)
  for (const { lat, lon, model, issuedAtMs, receivedAtMs, hours } of runs) {
    const cellId = cellOf({ lat, lon }, cellDeg)?.id
    if (cellId === undefined) continue
    const run = { provider: 'file', model, cellId, issuedAtMs, receivedAtMs, hours }
    await db.transaction().execute((trx) => archiveRuns(trx, [run], receivedAtMs))
  }
  const untold = file.runs.filter((it) => it.receivedAtMs === undefined).length
  if (untold === 0) return []
  return [
    {
      ja: `forecasts.json：${untold} 件は受信時刻がなく、発表時刻に受信したものとして扱った（実際より早い）。`,
      en: `forecasts.json: ${untold} runs do not say when they were received; they count from their issue, which is early.`,
    },
  ]
}

async function importPasses(path: string, db: Db): Promise<void> {
  if (!existsSync(path)) return
  const routes = new Set((await db.selectFrom('routes').select('id').execute()).map((it) => it.id))
  const passes = readCsvPasses(readFileSync(path, 'utf8'), 'passes.csv', routes)
  const actor = { kind: 'system', id: 'import' } as const
  await db.transaction().execute(async (trx) => {
    for (const { routeId, atMs, recordedAtMs } of passes)
      await recordPass(trx, { routeId, atMs, source: 'officer', actor, orderId: null, recordedAtMs })
  })
}
