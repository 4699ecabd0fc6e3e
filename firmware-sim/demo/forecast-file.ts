import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts'
import { cellsOf } from '../../src/forecast/cells.ts'
import { type ForecastError, forecastFileText, forecastRuns, RECEIVED_AFTER_MS } from '../forecast.ts'
import type { Scenario } from '../weather.ts'
import { examplePlaces } from './district.ts'

/** How wrong the demo's forecast is: the header says it in words. */
export const DEMO_FORECAST_ERROR: ForecastError = { lateMs: HOUR_MS, amount: 0.8 }

/** Cells may be of any size: each place's own cell is as large as the service's default. */
const CELL_DEG = 0.1
/** The watched demo goes on after the storm; nobody watches longer. */
const AFTER_STORM_MS = 2 * DAY_MS

/**
 * Writes what a weather service would have told of the storm, in time for the service's first look.
 * @returns path of the file.
 */
export function writeForecastFile(dataDir: string, scenario: Scenario): string {
  const path = join(dataDir, 'forecast.json')
  const runs = forecastRuns(scenario.weather, {
    places: cellsOf(examplePlaces(), CELL_DEG),
    fromMs: scenario.startMs - RECEIVED_AFTER_MS,
    toMs: scenario.endMs + AFTER_STORM_MS,
    error: DEMO_FORECAST_ERROR,
  })
  writeFileSync(path, forecastFileText(runs), { mode: 0o600 })
  return path
}
