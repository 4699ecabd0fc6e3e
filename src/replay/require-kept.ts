import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'

/**
 * Refuses a span whose readings have gone to InfluxDB and left the local store: they would look like silence.
 * Throws `history-invalid`.
 * @param influx settings of forwarding; null: readings stay here.
 */
export function requireKept(fromMs: EpochMs, influx: { readonly spoolKeepMs: number } | null, nowMs: EpochMs): void {
  const keptFromMs = influx === null ? Number.NEGATIVE_INFINITY : nowMs - influx.spoolKeepMs
  if (fromMs >= keptFromMs) return
  const hours = Math.ceil((keptFromMs - fromMs) / HOUR_MS)
  throw new YukibanError(
    'history-invalid',
    `the span begins ${hours} h before the readings kept here; older ones are in InfluxDB, which a replay does not read`,
  )
}
