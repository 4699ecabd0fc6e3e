import type { Duplex } from 'node:stream'

const PUBACK = 0x40
const PUBACK_BYTES = 4

/** Called when an acknowledgement has been handed to its connection. */
type Afterwards = (error: null) => void

/**
 * Writes PUBACKs: those of one connection that became due together as one piece, where Aedes would make three writes of
 * each. To Aedes the publishes are then such as need no acknowledgement.
 */
export class AckWriters {
  #due: ConnectionAcks[] = []

  of(conn: Duplex): ConnectionAcks {
    return new ConnectionAcks(conn, (it) => {
      if (this.#due.length === 0) process.nextTick(this.#flush)
      this.#due.push(it)
    })
  }

  readonly #flush = () => {
    const due = this.#due
    this.#due = []
    const afterwards = due.map((it) => it.write())
    // Aedes reads on in there: first everybody's acknowledgements.
    setImmediate(() => {
      for (const them of afterwards) for (const it of them) it(null)
    })
  }
}

/** The acknowledgements of one connection, in the order of its publishes, as the standard wants it. */
export class ConnectionAcks {
  readonly #conn: Duplex
  readonly #becomesDue: (it: ConnectionAcks) => void
  #ids: number[] = []
  #afterwards: Afterwards[] = []

  constructor(conn: Duplex, becomesDue: (it: ConnectionAcks) => void) {
    this.#conn = conn
    this.#becomesDue = becomesDue
  }

  ack(packetId: number, afterwards: Afterwards): void {
    if (this.#ids.length === 0) this.#becomesDue(this)
    this.#ids.push(packetId)
    this.#afterwards.push(afterwards)
  }

  /** @returns what is to be called afterwards. */
  write(): readonly Afterwards[] {
    const ids = this.#ids
    const afterwards = this.#afterwards
    this.#ids = []
    this.#afterwards = []
    if (this.#conn.writable) this.#conn.write(pubacks(ids))
    return afterwards
  }
}

function pubacks(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * PUBACK_BYTES)
  let at = 0
  for (const id of ids) {
    bytes[at++] = PUBACK
    bytes[at++] = PUBACK_BYTES - 2
    bytes[at++] = id >> 8
    bytes[at++] = id & 255
  }
  return bytes
}
