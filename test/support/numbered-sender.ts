import mqtt from 'mqtt'
import { expect, onTestFinished } from 'vitest'
import { readingTopic } from './mqtt.ts'

const IN_FLIGHT = 8
/** Between a PUBACK and the reading that takes its place, so that the load is one the slowest machine keeps up with. */
const PACE_MS = 20
const RECONNECT_MS = 50

export interface NumberedSender {
  readonly id: string
  /** Sequence numbers whose PUBACK has come. */
  readonly acked: ReadonlySet<number>
  /** Sends nothing new; resolves when all it has sent is acknowledged. */
  finish(): Promise<void>
}

/**
 * Publishes readings numbered from 0, as a device does: QoS 1, eight at a time, some 350 a second, connecting again by
 * itself, and what is not acknowledged when the connection breaks is sent again on the next. Ended when the test ends.
 */
export function numberedSender(url: string, id: string, password: string): NumberedSender {
  const acked = new Set<number>()
  const unacked = new Set<number>()
  let seq = 0
  let running = true
  let over = false
  let client: mqtt.MqttClient | undefined

  const send = (number: number) => {
    const mine = client
    const body = { boot: 'k', seq: number, at: 1_768_863_000_000 + number * 1000, distance_mm: 1900 }
    mine?.publish(readingTopic(id), JSON.stringify(body), { qos: 1 }, (error) => {
      if (error != null || client !== mine) return
      unacked.delete(number)
      acked.add(number)
      setTimeout(fill, PACE_MS)
    })
  }
  const fill = () => {
    while (running && client !== undefined && unacked.size < IN_FLIGHT) {
      unacked.add(seq)
      send(seq++)
    }
  }
  const connect = () => {
    if (over) return
    const fresh = mqtt.connect(url, { username: id, password, clientId: id, reconnectPeriod: 0, connectTimeout: 2000 })
    fresh.on('error', () => {})
    fresh.once('connect', () => {
      client = fresh
      for (const number of unacked) send(number)
      fill()
    })
    fresh.once('close', () => {
      client = undefined
      fresh.end(true)
      setTimeout(connect, RECONNECT_MS)
    })
  }
  connect()
  onTestFinished(() => {
    over = true
    running = false
    client?.end(true)
  })
  return {
    id,
    acked,
    async finish() {
      running = false
      await expect.poll(() => unacked.size, { timeout: 30_000 }).toBe(0)
    },
  }
}

export function ackedByAll(senders: readonly NumberedSender[]): number {
  return senders.reduce((sum, it) => sum + it.acked.size, 0)
}
