import type { ForecastStage } from './forecast/start.ts'
import { freshnessText } from './forecast/status.ts'
import type { ForwardingStatus } from './store/readings/influx.ts'

/** One thing that readiness looks at. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string
}

/** One check for each name: ok while there is no failure. */
export function failureChecks(failures: Iterable<readonly [string, string | undefined]>): Check[] {
  return [...failures].map(([name, detail]) =>
    detail === undefined ? { name, ok: true } : { name, ok: false, detail },
  )
}

/** InfluxDB being away is no reason to be taken out of service: readings wait here. */
export function influxCheck(status: ForwardingStatus): Check {
  const { waiting, deadLetters, failure } = status
  const detail = [
    ...(failure === undefined ? [] : [failure]),
    `${waiting} readings waiting`,
    ...(deadLetters === 0 ? [] : [`${deadLetters} refused by InfluxDB for good, kept here`]),
  ].join('; ')
  return { name: 'influxdb', ok: true, detail }
}

/** Old forecasts are no reason to be taken out of service: decisions then rest on sensors alone. */
export async function forecastCheck(forecast: ForecastStage, provider: string): Promise<Check[]> {
  const detail = freshnessText(await forecast.freshness(), provider)
  return detail === undefined ? [] : [{ name: 'forecasts', ok: true, detail }]
}
