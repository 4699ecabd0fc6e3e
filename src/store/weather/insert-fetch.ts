import type { Trx } from '../database.ts'
import type { WeatherFetch } from './fetch-row.ts'

/** Writes a question and what came of it into the log. */
export async function insertWeatherFetch(trx: Trx, it: WeatherFetch): Promise<void> {
  await trx
    .insertInto('weather_fetches')
    .values({
      service: it.service,
      at: it.atMs,
      subject: it.subject,
      outcome: it.outcome,
      detail: it.detail,
      status: it.status,
      new_runs: it.newRuns,
    })
    .execute()
}
