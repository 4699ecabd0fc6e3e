import type { ForecastConfig } from '../../config-forecast.ts'
import type { EpochMs } from '../../domain/time.ts'
import { listCells } from '../../forecast/list-cells.ts'
import { freshnessOf, freshnessText } from '../../forecast/status.ts'
import type { Db } from '../../store/database.ts'
import { findWeatherService } from '../../store/weather/find-service.ts'
import { type Finding, ok, warn } from './finding.ts'

/** Whether forecasts are asked for and come. Nothing is asked from here. */
export async function checkForecasts(db: Db, config: ForecastConfig, nowMs: EpochMs): Promise<Finding> {
  const check = 'forecasts'
  const { provider } = config
  if (provider === 'none') return ok(check, 'none are asked for (YUKIBAN_FORECAST_PROVIDER)')
  const cells = await listCells(db, config.cellDeg)
  if (cells.length === 0) {
    const remedy = 'Give routes a geometry or devices lat and lon in the district file and import it.'
    return warn(check, 'no route and no device has a position, so nothing is asked for', remedy)
  }
  const freshness = await freshnessOf(db, cells, config.staleMs, nowMs)
  const detail = `${provider}: ${freshnessText(freshness, provider)}`
  if (freshness.staleCells === 0) return ok(check, detail)
  const { lastFailure } = await findWeatherService(db, provider)
  if (lastFailure === null) return warn(check, detail, 'Start the service: it asks within minutes.')
  const failed = `${detail}; last failure ${lastFailure.why}: ${lastFailure.detail}`
  return warn(check, failed, 'Check YUKIBAN_FORECAST_URL, the key, and whether this machine reaches the service.')
}
