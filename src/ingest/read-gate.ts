import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { FlightBudget } from './flight-budget.ts'
import type { TokenBucket } from './token-bucket.ts'

/** Read at once at most, so that one sender's packets do not hold up everybody else's. */
const CHUNK_BYTES = 16 * 1024
/** Packets longer than this are accounted for from their header on. */
const SMALL_BYTES = CHUNK_BYTES

export interface GateDeps {
  readonly clock: Clock
  readonly budget: FlightBudget
  /** Read at once at most until it is known who sends. */
  readonly firstChunkBytes: number
  /** Publishes of this connection that may wait for the disk. */
  readonly maxInFlight: number
}

/**
 * Stands between a connection and its parser and decides when its socket is read. Whoever sends too much is not read for
 * a while, so that TCP slows him down; nothing is dropped. Reading stops while
 * - too many of its publishes wait for their acknowledgement,
 * - it does not read our answers,
 * - its device has used up its rate,
 * - all connections together hold as much as they may (docs/adr/0003-aedes-guard.md).
 */
export class ReadGate {
  readonly #conn: Duplex
  readonly #deps: GateDeps
  readonly #readConn: (size?: number) => Buffer | null
  readonly #closed = new AbortController()
  #bucket: TokenBucket | undefined
  #inFlight = 0
  /** A read was refused because of `#inFlight`. */
  #full = false
  #sleeping = false
  #draining = false
  /** Bytes of a large packet whose header has come: asked for, then held until it is complete. */
  #wanted = 0
  #held = 0

  constructor(conn: Duplex, deps: GateDeps) {
    this.#conn = conn
    this.#deps = deps
    this.#readConn = conn.read.bind(conn)
    conn.read = (size?: number) => this.#read(size)
    conn.once('close', () => this.#close())
  }

  /** From authentication on: the device's rate, and a part in the common budget. */
  meter(bucket: TokenBucket): void {
    this.#bucket = bucket
  }

  /** A packet has come; it costs its device `cost` of its rate. */
  arrived(cost: number): void {
    this.#wanted = 0
    // Not before it counts as a publish that waits: nobody else may think there is room in between.
    const held = this.#held
    this.#held = 0
    if (held > 0) queueMicrotask(() => this.#deps.budget.give(0, held))
    this.#bucket?.take(cost, this.#deps.clock.now())
  }

  /** The header of a packet of `bytes` has come. */
  announced(bytes: number): void {
    if (bytes > SMALL_BYTES && this.#bucket !== undefined) this.#wanted = bytes
  }

  /** A publish of `bytes` begins to wait for the disk; the function returned ends its wait. */
  enter(bytes: number): () => void {
    this.#inFlight++
    this.#deps.budget.take(1, bytes)
    return () => {
      this.#inFlight--
      this.#deps.budget.give(1, bytes)
      if (!this.#full || this.#inFlight >= this.#deps.maxInFlight) return
      this.#full = false
      this.#kick()
    }
  }

  #read(size?: number): Buffer | null {
    // Node asks for 0 bytes to fill its own buffer, which is bounded.
    if (size === 0) return this.#readConn(0)
    if (this.#conn.destroyed || !this.#mayRead()) return null
    const chunkBytes = this.#bucket === undefined ? this.#deps.firstChunkBytes : CHUNK_BYTES
    if (this.#conn.readableLength <= chunkBytes) return this.#readConn()
    setImmediate(this.#kick)
    return this.#readConn(chunkBytes)
  }

  #mayRead(): boolean {
    const { budget, clock, maxInFlight } = this.#deps
    if (this.#inFlight >= maxInFlight) {
      this.#full = true
      return false
    }
    if (this.#conn.writableNeedDrain) return this.#afterDrain()
    if (this.#bucket === undefined || this.#held > 0) return true
    const waitMs = this.#bucket.waitMs(clock.now())
    if (waitMs > 0) return this.#after(waitMs)
    if (!budget.hasRoom) {
      budget.wait(this.#kick)
      return false
    }
    this.#hold()
    return true
  }

  #afterDrain(): false {
    if (this.#draining) return false
    this.#draining = true
    this.#conn.once('drain', () => {
      this.#draining = false
      this.#kick()
    })
    return false
  }

  #after(waitMs: number): false {
    if (this.#sleeping) return false
    this.#sleeping = true
    const { clock } = this.#deps
    void clock.sleepUntil(clock.now() + waitMs, this.#closed.signal).then(() => {
      this.#sleeping = false
      this.#kick()
    })
    return false
  }

  #hold(): void {
    this.#held = this.#wanted
    this.#wanted = 0
    if (this.#held > 0) this.#deps.budget.take(0, this.#held)
  }

  #release(): void {
    const held = this.#held
    this.#held = 0
    if (held > 0) this.#deps.budget.give(0, held)
  }

  /** Aedes reads whenever it hears this. */
  readonly #kick = () => {
    if (!this.#conn.destroyed) this.#conn.emit('readable')
  }

  #close(): void {
    this.#closed.abort()
    this.#deps.budget.forget(this.#kick)
    this.#release()
  }
}
