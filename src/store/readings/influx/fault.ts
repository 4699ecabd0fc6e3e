/**
 * Why InfluxDB could not do what was asked. `setting`: someone must correct a setting, the message says which;
 * `passing`: the same may succeed later (network, load, time-out).
 */
export class InfluxFault extends Error {
  readonly kind: 'setting' | 'passing'
  /** The pause the server asked for, ms. */
  readonly retryAfterMs: number | undefined

  constructor(
    kind: 'setting' | 'passing',
    message: string,
    options: { retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'InfluxFault'
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs
  }
}
