import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { ForecastConfig } from '../config-forecast.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { type AskedOutcome, Asker } from './asker.ts'
import type { BudgetLimits } from './budget.ts'
import { FileSource } from './file-source.ts'
import { startForecastHousekeeping } from './housekeeping.ts'
import { weatherClient } from './http-client.ts'
import { Observer } from './observer.ts'
import { Places } from './places.ts'
import { SERVICES } from './providers/services.ts'
import { Schedule } from './schedule.ts'
import { ServiceSource } from './service-source.ts'
import {
  type ForecastStatus,
  type Freshness,
  forecastLimits,
  JMA_LIMITS,
  JMA_SERVICE,
  readFreshness,
  readStatus,
} from './status.ts'
import { Weather } from './weather.ts'

export interface ForecastDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly config: ForecastConfig
  /** Days the archive is kept; null: for ever. */
  readonly keepDays: number | null
  /** False: this process only reads what another one fetches. */
  readonly fetches: boolean
  onAsked(outcome: AskedOutcome): void
}

/** The forecast stage of one process. */
export interface ForecastStage {
  readonly places: Places
  readonly weather: Weather
  status(): Promise<ForecastStatus>
  freshness(): Promise<Freshness>
  /** Why the last round failed; undefined while all is well. A service that does not answer is no failure. */
  failure(): string | undefined
  /** Resolves when everything due now has been asked. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** Longest sleep: what was registered meanwhile is asked for by then. */
const MAX_SLEEP_MS = 5 * MINUTE_MS
/** Only matters where the configuration has no observations: those of an archive made elsewhere. */
const DEFAULT_RADIUS_KM = 30

/** Starts what fetches, and gives what reads. Without any route or device that has a position nothing is asked. */
export function startForecast(deps: ForecastDeps): ForecastStage {
  const { db, clock, config } = deps
  const places = new Places(db, clock, config.cellDeg)
  const schedule = new Schedule(db, config.ticks, config.jitterMs)
  const radiusKm = config.jma?.radiusKm ?? DEFAULT_RADIUS_KM
  const weather = new Weather({ db, clock, places, staleMs: config.staleMs, radiusKm })
  const fetching = deps.fetches ? startFetching(deps, places, schedule) : undefined
  const status = { db, config, places, schedule }
  return {
    places,
    weather,
    status: () => readStatus(status, clock.now()),
    freshness: () => readFreshness(status, clock.now()),
    failure: () => fetching?.failure(),
    settled: async () => fetching?.settled(),
    stop: async () => fetching?.stop(),
  }
}

function startFetching(deps: ForecastDeps, places: Places, schedule: Schedule) {
  const { db, clock, log, config, keepDays, onAsked } = deps
  const client = weatherClient()
  const stop = new AbortController()
  const stopping = stop.signal
  const loops = [startForecastHousekeeping({ db, clock, log, keepDays })]
  const begin = (name: string, source: { round(): Promise<EpochMs | undefined> }) =>
    loops.push(new Loop({ name, clock, log, maxSleepMs: MAX_SLEEP_MS, round: () => source.round() }))
  const asker = (service: string, limits: BudgetLimits) => {
    const { timeoutMs, maxBytes, settings } = config
    const { apiKey } = settings
    return new Asker({ db, clock, log, client, service, apiKey, limits, timeoutMs, maxBytes, stopping, onAsked })
  }
  const limits = forecastLimits(config)
  if (config.filePath !== null) {
    const { filePath: path, cellDeg, maxBytes } = config
    begin('forecast', new FileSource({ db, clock, log, path, cellDeg, maxBytes }))
  } else if (limits !== null && config.provider !== 'file' && config.provider !== 'none') {
    const { settings, provider: name } = config
    const { provider } = SERVICES[name]
    const service = asker(name, limits)
    begin('forecast', new ServiceSource({ provider, settings, asker: service, places, schedule, clock, stopping }))
  }
  if (config.jma !== null) {
    const { userAgent } = config.settings
    const service = asker(JMA_SERVICE, JMA_LIMITS)
    begin('observations', new Observer({ ...config.jma, asker: service, places, clock, userAgent, stopping }))
  }
  return {
    failure: () => loops.map((it) => it.failure).find((it) => it !== undefined),
    async settled() {
      for (const loop of loops) await loop.settled()
    },
    async stop() {
      stop.abort()
      // Ends the wait for an answer that would be thrown away.
      await client.close()
      await Promise.all(loops.map((it) => it.stop()))
    },
  }
}
