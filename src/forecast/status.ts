import type { ForecastConfig } from '../config-forecast.ts'
import { type BreakerState, breakerState } from '../deliver/breaker.ts'
import type { Cell } from '../domain/forecast.ts'
import { type EpochMs, toIso } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { lastConfirmedAt } from '../store/forecasts/last-confirmed-at.ts'
import { listConfirmedCells } from '../store/forecasts/list-confirmed-cells.ts'
import type { WeatherFetch } from '../store/weather/fetch-row.ts'
import { findWeatherService } from '../store/weather/find-service.ts'
import { listWeatherFetches } from '../store/weather/list-fetches.ts'
import type { WeatherService } from '../store/weather/service-row.ts'
import { type BudgetLimits, leftToday, roomAtMs } from './budget.ts'
import type { Places } from './places.ts'
import { JMA_ATTRIBUTION, SERVICES } from './providers/services.ts'
import type { Schedule, Tick } from './schedule.ts'

/** How far the archive is up to date. */
export interface Freshness {
  /** Cells that some route or device lies in; 0 while no forecast is asked for. */
  readonly cells: number
  /** Those without a forecast that was confirmed lately. */
  readonly staleCells: number
  /** When the last confirmed forecast was confirmed; null: there is none. */
  readonly confirmedAtMs: EpochMs | null
}

/** How a service fares. */
export interface ServiceStatus {
  readonly service: string
  readonly lastSuccessAtMs: EpochMs | null
  readonly lastFailure: { readonly atMs: EpochMs; readonly why: string; readonly detail: string } | null
  readonly breaker: BreakerState
  /** Requests; null: nothing is counted. */
  readonly leftToday: number | null
  /** When it is asked next at the earliest; null: nothing to ask for. */
  readonly nextAskAtMs: EpochMs | null
  /** Newest first. */
  readonly recent: readonly WeatherFetch[]
}

export interface ForecastStatus extends Freshness {
  readonly provider: ForecastConfig['provider']
  readonly services: readonly ServiceStatus[]
  /** What licences ask to be shown beside the data. */
  readonly attribution: readonly string[]
}

export interface StatusDeps {
  readonly db: Db
  readonly config: ForecastConfig
  readonly places: Places
  readonly schedule: Schedule
}

/** Name under which JMA's state is kept. */
export const JMA_SERVICE = 'jma'
/** Two questions every ten minutes, one an hour, and what goes wrong. JMA names no limit: this is ours. */
export const JMA_LIMITS: BudgetLimits = { perMinute: 30, perDay: 2000 }
const RECENT = 20

/** What the provider's terms allow, or what the operator set. */
export function forecastLimits(config: ForecastConfig): BudgetLimits | null {
  const { provider, perMinute, perDay } = config
  if (provider === 'file' || provider === 'none') return null
  const { budget } = SERVICES[provider].provider
  return { perMinute: perMinute ?? budget.perMinute, perDay: perDay ?? budget.perDay }
}

/** Attribution that must stand beside forecasts, and beside observations where there are any. */
export function attributionOf(config: ForecastConfig): string[] {
  const { provider, jma } = config
  const forecast = provider === 'file' || provider === 'none' ? [] : [SERVICES[provider].attribution]
  return jma === null ? forecast : [...forecast, JMA_ATTRIBUTION]
}

/** How fresh the forecasts of all cells are. */
export async function readFreshness({ db, config, places }: StatusDeps, nowMs: EpochMs): Promise<Freshness> {
  const cells = config.provider === 'none' ? [] : await places.cells()
  return freshnessOf(db, cells, config.staleMs, nowMs)
}

/** How fresh the forecasts of some cells are. @param staleMs a forecast not confirmed for longer is stale. */
export async function freshnessOf(db: Db, cells: readonly Cell[], staleMs: number, nowMs: EpochMs): Promise<Freshness> {
  const fresh = await listConfirmedCells(db, nowMs - staleMs)
  const staleCells = cells.filter((it) => !fresh.has(it.id)).length
  return { cells: cells.length, staleCells, confirmedAtMs: cells.length === 0 ? null : await lastConfirmedAt(db) }
}

/** The whole picture, read from the database: the same in every process. */
export async function readStatus(deps: StatusDeps, nowMs: EpochMs): Promise<ForecastStatus> {
  const { db, config, schedule } = deps
  const freshness = await readFreshness(deps, nowMs)
  const placed = (await deps.places.cells()).length > 0
  const services: ServiceStatus[] = []
  const add = async (service: string, limits: BudgetLimits | null, tick: Tick | null) => {
    const state = await findWeatherService(db, service)
    const recent = await listWeatherFetches(db, service, RECENT)
    services.push(serviceStatus(state, limits, placed ? tick : null, recent, nowMs))
  }
  if (config.provider === 'file') await add('file', null, null)
  else if (config.provider !== 'none') await add(config.provider, forecastLimits(config), await schedule.at(nowMs))
  if (config.jma !== null) await add(JMA_SERVICE, JMA_LIMITS, { lastMs: nowMs, nextMs: nowMs })
  return { ...freshness, provider: config.provider, services, attribution: attributionOf(config) }
}

function serviceStatus(
  state: WeatherService,
  limits: BudgetLimits | null,
  tick: Tick | null,
  recent: readonly WeatherFetch[],
  nowMs: EpochMs,
): ServiceStatus {
  const { budget, breaker, notBeforeMs, lastOkAtMs, lastFailure } = state
  const dueMs = tick === null ? null : lastOkAtMs !== null && lastOkAtMs >= tick.lastMs ? tick.nextMs : nowMs
  const held = [breaker.openUntilMs ?? nowMs, notBeforeMs ?? nowMs, limits ? roomAtMs(budget, 1, limits, nowMs) : nowMs]
  return {
    service: state.service,
    lastSuccessAtMs: lastOkAtMs,
    lastFailure,
    breaker: breakerState(breaker, nowMs),
    leftToday: limits === null ? null : Math.floor(leftToday(budget, limits, nowMs)),
    nextAskAtMs: dueMs === null ? null : Math.max(dueMs, ...held),
    recent,
  }
}

/** Freshness as one line for a person; undefined while nothing is expected. */
export function freshnessText(freshness: Freshness, provider: string): string | undefined {
  const { cells, staleCells, confirmedAtMs } = freshness
  if (provider === 'none' || cells === 0) return undefined
  const since = confirmedAtMs === null ? 'none received yet' : `last confirmed ${toIso(confirmedAtMs)}`
  return staleCells === 0 ? `${cells} cells, ${since}` : `${staleCells} of ${cells} cells without a fresh one; ${since}`
}
