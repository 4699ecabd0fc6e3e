import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { PLAIN_JSON } from '../../src/domain/device.ts'
import { type ForecastStage, startForecast } from '../../src/forecast/start.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { upsertBlock } from '../../src/store/blocks/upsert-block.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { type SteppedClock, steppedClock, testConfig } from '../support/service.ts'
import { tempDir } from '../support/temp-dir.ts'

export const START = '2026-01-20T09:00:00Z'
export const START_MS = Date.parse(START)
/** The cell of the first place, at the default size. */
export const CELL_ID = '40.8500,140.7500'

export interface Stage extends SteppedClock {
  readonly db: Db
  readonly stage: ForecastStage
  readonly outcomes: string[]
  /** Lines of the log, as text. */
  readonly logged: string[]
  /** Ends this process of the service and begins another on the same data. */
  restart(env?: Readonly<Record<string, string>>): Promise<ForecastStage>
  /** Lets time pass, and the work due in it be done. */
  pass(ms: number): Promise<void>
}

export interface StageOptions {
  readonly env: Readonly<Record<string, string>>
  /** Devices' positions; default: one. */
  readonly places?: readonly (readonly [lat: number, lon: number])[]
  readonly start?: string
}

/** The forecast stage alone, on a real database and with simulated time; stopped when the test ends. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  const time = steppedClock(options.start ?? START)
  const logged: string[] = []
  const outcomes: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  await registerPlaces(db, options.places ?? [[40.82, 140.74]])
  const start = (env: Readonly<Record<string, string>>) => {
    const config = testConfig(dataDir, { YUKIBAN_FORECAST_JITTER_S: '0', ...env })
    const { forecast, keep } = config
    const onAsked = (outcome: string) => void outcomes.push(outcome)
    return startForecast({
      db,
      clock: time.clock,
      log,
      config: forecast,
      keepDays: keep.forecastsDays,
      fetches: true,
      onAsked,
    })
  }
  const it = { stage: start(options.env) }
  onTestFinished(async () => {
    await it.stage.stop()
    await db.destroy()
  })
  return {
    ...time,
    db,
    get stage() {
      return it.stage
    },
    outcomes,
    logged,
    async restart(env = options.env) {
      await it.stage.stop()
      it.stage = start(env)
      return it.stage
    },
    async pass(ms) {
      await it.stage.settled()
      await time.advance(ms)
      // What is due at this very moment may have been put in line behind us.
      await time.advance(1)
      await it.stage.settled()
    },
  }
}

/** Devices at these positions, `d0` and so on. */
export async function registerPlaces(db: Db, places: readonly (readonly [number, number])[]): Promise<void> {
  await upsertAuthority(db, { id: 'town', name: '試験町', kind: 'municipality', timeZone: 'Asia/Tokyo' })
  await upsertBlock(db, { id: 'b1', authorityId: 'town', name: '第一工区', nameKana: null })
  for (const [index, [lat, lon]] of places.entries()) {
    const device = { kind: 'ultrasonic', surface: 'carriageway', mountHeightMm: 2000, intervalS: 600 } as const
    const place = { lat, lon, routeId: null, temperatureCompensated: true }
    await upsertDevice(db, { id: `d${index}`, authorityId: 'town', ...device, ...place, ...PLAIN_JSON }, 0)
  }
}

/** Settings that ask Open-Meteo's API of a server. */
export function openMeteoAt(url: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { YUKIBAN_FORECAST_PROVIDER: 'open-meteo', YUKIBAN_FORECAST_URL: url, ...more }
}
