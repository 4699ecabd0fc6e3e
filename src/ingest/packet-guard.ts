import type { Socket } from 'node:net'
import type { Client } from 'aedes'

/**
 * Bounds that Aedes 1.2.0 lacks, set on each connection through its private parts: the size of a packet, and how many
 * publishes may wait for their acknowledgement before we stop reading the socket. docs/adr/0003-aedes-guard.md.
 */

interface Parser {
  packet: { length: number; cmd?: string }
  _parseLength(): boolean
  _emitError(error: Error): boolean
}

function parserOf(client: Client): Parser {
  return (client as unknown as { _parser: Parser })._parser
}

/** Throws when this version of Aedes does not have the private parts the guard works on. */
export function assertGuardable(client: Client): void {
  const parser = parserOf(client)
  if (typeof parser?._parseLength !== 'function' || typeof parser._emitError !== 'function') {
    throw new Error('this version of aedes cannot be guarded: its parser has changed')
  }
}

/** Closes the connection at the header of a packet longer than `limitBytes()`, before any of it is buffered. */
export function limitPacketSize(client: Client, limitBytes: () => number): void {
  const parser = parserOf(client)
  const parseLength = parser._parseLength
  parser._parseLength = function guarded(this: Parser): boolean {
    const done = parseLength.call(this)
    if (!done || this.packet.length <= limitBytes()) return done
    this._emitError(new Error(`packet of ${this.packet.length} bytes is longer than ${limitBytes()}`))
    return false
  }
}

/** Counts publishes under way on a connection and stops reading its socket at `cap`, so that TCP slows the sender. */
export class InFlight {
  readonly #conn: Socket
  readonly #cap: number
  #count = 0

  constructor(conn: Socket, cap: number) {
    this.#conn = conn
    this.#cap = cap
    const read = conn.read.bind(conn)
    conn.read = (size?: number) => (this.#count >= cap ? null : read(size))
  }

  enter(): void {
    this.#count++
  }

  leave(): void {
    this.#count--
    if (this.#count === this.#cap - 1 && !this.#conn.destroyed) this.#conn.emit('readable')
  }
}
