import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Refusals } from './refusals.ts'
import { addressKey } from './remote-address.ts'

export interface AdmissionDeps {
  readonly clock: Clock
  readonly refusals: Refusals
  readonly maxConnections: number
  readonly maxUnauthenticatedPerAddress: number
  /** A connection must be authenticated so long after it began, and so long after its turn came. */
  readonly connectTimeoutMs: number
}

/** A connection as it was accepted. */
export interface Admitted {
  readonly socket: Socket
  readonly address: string
}

interface Entry extends Admitted {
  readonly start: (admitted: Admitted) => void
  /** `waiting` for a place among its address's unauthenticated ones, `new` until authenticated, then `in`. */
  state: 'waiting' | 'new' | 'in' | 'gone'
  deadlineMs: EpochMs
}

interface Places {
  taken: number
  readonly waiting: Set<Entry>
}

/**
 * Lets connections in: a bounded number in total, and of each remote address a bounded number at a time until they have
 * shown who they are. Those beyond that wait rather than being sent away, since a district that comes back after an
 * outage may all be behind one gateway.
 */
export class Admission {
  readonly #deps: AdmissionDeps
  readonly #entries = new Map<Socket, Entry>()
  /** Not authenticated yet, soonest deadline first. */
  readonly #pending = new Set<Entry>()
  readonly #places = new Map<string, Places>()
  readonly #stop = new AbortController()
  #armed = false

  constructor(deps: AdmissionDeps) {
    this.#deps = deps
  }

  get unauthenticated(): number {
    return this.#pending.size
  }

  /** Calls `start` as soon as the connection may begin. */
  admit(socket: Socket, start: (admitted: Admitted) => void): void {
    // A socket nobody listens to yet must not bring the process down when it breaks.
    socket.on('error', () => {})
    const { clock, refusals, maxConnections, connectTimeoutMs } = this.#deps
    if (this.#entries.size >= maxConnections) {
      refusals.refuse('connections', `${maxConnections} connections are open`, { remote: socket.remoteAddress })
      socket.destroy()
      return
    }
    const address = addressKey(socket.remoteAddress)
    const entry: Entry = { socket, address, start, state: 'waiting', deadlineMs: clock.now() + connectTimeoutMs }
    this.#entries.set(socket, entry)
    socket.once('close', () => this.#gone(entry))
    this.#pending.add(entry)
    this.#arm()
    const places = this.#placesOf(address)
    if (places.taken < this.#deps.maxUnauthenticatedPerAddress) this.#begin(entry, places)
    else places.waiting.add(entry)
  }

  /** The connection has shown who it is and no longer counts towards its address. */
  authenticated({ socket }: Admitted): void {
    const entry = this.#entries.get(socket)
    if (entry?.state !== 'new') return
    entry.state = 'in'
    this.#pending.delete(entry)
    this.#free(entry.address)
  }

  stop(): void {
    this.#stop.abort()
    for (const { socket } of [...this.#entries.values()]) socket.destroy()
  }

  #begin(entry: Entry, places: Places): void {
    const { clock, connectTimeoutMs } = this.#deps
    entry.state = 'new'
    entry.deadlineMs = clock.now() + connectTimeoutMs
    // Last again, so that the set stays in order of deadline.
    this.#pending.delete(entry)
    this.#pending.add(entry)
    places.taken++
    entry.start({ socket: entry.socket, address: entry.address })
  }

  #gone(entry: Entry): void {
    const { state, address, socket } = entry
    entry.state = 'gone'
    this.#entries.delete(socket)
    this.#pending.delete(entry)
    if (state === 'waiting') this.#placesOf(address).waiting.delete(entry)
    if (state === 'new') this.#free(address)
    const places = this.#placesOf(address)
    if (places.taken === 0 && places.waiting.size === 0) this.#places.delete(address)
  }

  #free(address: string): void {
    const places = this.#placesOf(address)
    places.taken--
    const next = places.waiting.values().next()
    if (!next.done && !this.#stop.signal.aborted) {
      places.waiting.delete(next.value)
      this.#begin(next.value, places)
    } else if (places.taken === 0) this.#places.delete(address)
  }

  #placesOf(address: string): Places {
    const found = this.#places.get(address)
    if (found !== undefined) return found
    const places = { taken: 0, waiting: new Set<Entry>() }
    this.#places.set(address, places)
    return places
  }

  /** One timer for all, set to the soonest deadline. */
  #arm(): void {
    const soonest = this.#pending.values().next()
    if (this.#armed || soonest.done || this.#stop.signal.aborted) return
    this.#armed = true
    void this.#deps.clock.sleepUntil(soonest.value.deadlineMs, this.#stop.signal).then(() => {
      this.#armed = false
      this.#expire()
      this.#arm()
    })
  }

  #expire(): void {
    if (this.#stop.signal.aborted) return
    const { clock, refusals, connectTimeoutMs } = this.#deps
    for (const entry of [...this.#pending]) {
      const { socket, state, deadlineMs } = entry
      if (deadlineMs > clock.now()) return
      this.#pending.delete(entry)
      const late = `not authenticated within ${connectTimeoutMs / 1000} s`
      const crowded = 'too many unauthenticated connections of this address'
      const waited = state === 'waiting'
      refusals.refuse(waited ? 'address-connections' : 'connect-timeout', waited ? crowded : late, {
        remote: socket.remoteAddress,
      })
      socket.destroy()
    }
  }
}
