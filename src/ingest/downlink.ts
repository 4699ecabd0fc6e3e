/** What we send to devices; each device listens to nothing else. */
export const DOWN_LEAVES = ['config', 'command'] as const
export type DownLeaf = (typeof DOWN_LEAVES)[number]

/**
 * The way to devices, whichever broker they are connected to. Delivery is at least once: a device may see a message
 * twice and must be indifferent to it.
 */
export interface Downlink {
  /**
   * Publishes to `yukiban/v1/{deviceId}/{leaf}` with QoS 1. Resolves once the broker has taken the message over: that
   * is no proof that the device has it. Rejects with `broker-unavailable` when the broker does not take it in time.
   */
  publish(deviceId: string, leaf: DownLeaf, payload: string, options: { readonly retain: boolean }): Promise<void>
  /**
   * Whether the device listens to `leaf` now. Absent where only a broker of its own could tell: then publish whenever
   * there is news.
   */
  reachable?(deviceId: string, leaf: DownLeaf): boolean
}
