import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { InfluxClient } from '../store/readings/influx/client.ts'
import { deliver } from '../store/readings/influx/deliver.ts'
import { Retrying } from './retrying.ts'
import { type SampledMetric, sampleLines } from './sample-lines.ts'

const SAMPLE_MS = MINUTE_MS
/** Samples kept while InfluxDB is away: a day. Older ones go: they tell of the process, not of snow. */
const MAX_WAITING = 24 * 60
/** Samples in one request. */
const BATCH_SAMPLES = 60

export interface ServiceFiguresDeps {
  readonly client: InfluxClient
  readonly clock: Clock
  readonly log: Logger
  /** Tells the processes of an installation apart. */
  readonly process: string
  metrics(): Promise<readonly SampledMetric[]>
}

interface Sample {
  readonly line: string
}

/** Samples the metrics once a minute and carries them to InfluxDB; what waits is kept in memory, for a day at most. */
export function startServiceFigures({ client, clock, log, process, metrics }: ServiceFiguresDeps): Retrying {
  const waiting: Sample[] = []
  let nextMs = Number.NEGATIVE_INFINITY
  const prepare = async () => {
    const nowMs = clock.now()
    if (nowMs < nextMs) return
    nextMs = nowMs + SAMPLE_MS
    waiting.push({ line: sampleLines(await metrics(), process, nowMs).join('\n') })
    waiting.splice(0, Math.max(0, waiting.length - MAX_WAITING))
  }
  const send = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_SAMPLES)
      await deliver(client, batch, {
        bury: (_, reason) => log.error({ reason }, 'InfluxDB will not take a sample of the metrics'),
        expired: () => {},
      })
      waiting.splice(0, batch.length)
    }
  }
  return new Retrying({ name: 'service', clock, log, maxSleepMs: SAMPLE_MS, prepare, send })
}
