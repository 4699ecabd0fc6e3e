import { tagValue, timestampNs } from '../store/readings/influx/line-protocol.ts'

/** Measurement that holds what the process says of itself, once a minute. */
const SERVICE_MEASUREMENT = 'service'

const OWN = 'yukiban_'
/** Of Node's many metrics, what tells whether the machine is large enough. */
const OF_NODE: readonly string[] = [
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_p99_seconds',
]

/** A metric as the Prometheus registry hands it out. */
export interface SampledMetric {
  readonly name: string
  readonly values: readonly {
    readonly value: number
    readonly labels: Readonly<Partial<Record<string, string | number>>>
  }[]
}

/**
 * Metrics as lines: one with everything that has no label, and one for each label value. Fields are called as the metrics
 * are, without `yukiban_`; docs/operations.md explains them.
 * @param process which of several processes of an installation it is, by its roles.
 */
export function sampleLines(metrics: readonly SampledMetric[], process: string, atMs: number): string[] {
  const byTags = new Map<string, string[]>()
  for (const { name, values } of metrics) {
    if (!name.startsWith(OWN) && !OF_NODE.includes(name)) continue
    const field = name.startsWith(OWN) ? name.slice(OWN.length) : name
    for (const { value, labels } of values) {
      if (!Number.isFinite(value)) continue
      const tags = Object.entries({ process, ...labels })
        .map(([tag, text]) => `${tag}=${tagValue(String(text))}`)
        .join(',')
      byTags.set(tags, [...(byTags.get(tags) ?? []), `${field}=${value}`])
    }
  }
  const time = timestampNs(atMs, 0)
  return [...byTags].map(([tags, fields]) => `${SERVICE_MEASUREMENT},${tags} ${fields.join(',')} ${time}`)
}
