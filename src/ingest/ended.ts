import { type RefusalReason, RefusedError } from './refusals.ts'

/** Aedes' own words for ends that are refusals of ours. */
const REASONS: readonly (readonly [RegExp, RefusalReason])[] = [
  [/^keep alive timeout/, 'idle'],
  [/^drain timeout/, 'unread'],
  [/^connect did not arrive/, 'connect-timeout'],
  [/^maxInflightInbound|^too many QoS 2/, 'qos2'],
  [/queue was full$/, 'unread'],
  [/^connection closed|^publish without a device|^Premature close|^the service stopped/, 'connections'],
]

/**
 * Why a connection was ended, for counting; undefined when it merely broke (the network, the device, our own stop).
 * What has neither a system's error code nor words known here comes from the parser.
 */
export function whyEnded(error: Error): RefusalReason | undefined {
  if (error instanceof RefusedError) return error.reason
  if ('code' in error && error.code !== undefined) return undefined
  const [, reason = 'protocol'] = REASONS.find(([words]) => words.test(error.message)) ?? []
  return reason === 'connections' ? undefined : reason
}
