import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Db } from '../store/database.ts'
import { InfluxClient, type InfluxSettings } from '../store/readings/influx/client.ts'
import { forgetOrderFigures, startOrderFigures } from './order-figures.ts'
import type { SampledMetric } from './sample-lines.ts'
import { startServiceFigures } from './service-figures.ts'

export interface FiguresDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  /** null: there is no InfluxDB. */
  readonly influx: InfluxSettings | null
  /** What this process does, as settings name it. */
  readonly roles: readonly string[]
  metrics(): Promise<readonly SampledMetric[]>
}

export interface FiguresStage {
  /** Something was written to the journal. */
  nudge(): void
  stop(): Promise<void>
}

/**
 * Figures for dashboards, beside the readings in InfluxDB: the steps of orders, by the process that decides, and each
 * process's metrics. Whatever becomes of them, nothing else waits for it.
 */
export async function startFigures({ db, clock, log, influx, roles, metrics }: FiguresDeps): Promise<FiguresStage> {
  const decides = roles.includes('decide')
  if (influx === null) {
    if (decides) await forgetOrderFigures(db)
    return { nudge() {}, stop: async () => {} }
  }
  const client = new InfluxClient(influx)
  const orders = decides ? startOrderFigures({ db, client, clock, log }) : undefined
  const service = startServiceFigures({ client, clock, log, process: roles.join('+'), metrics })
  return {
    nudge: () => orders?.nudge(),
    async stop() {
      const stopped = Promise.all([orders?.stop(), service.stop()])
      // A request under way would be waited for.
      client.close()
      await stopped
    },
  }
}
