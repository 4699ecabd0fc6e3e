import { PassThrough } from 'node:stream'
import type { Aedes } from 'aedes'
import { assertGuardable, guardPackets, parseBytes } from './packet-guard.ts'
import { RefusedError } from './refusals.ts'

/** A PINGREQ, and the header of a CONNECT that announces 16,383 bytes. */
const PING = Buffer.from([0xc0, 0x00])
const LONG_CONNECT = Buffer.from([0x10, 0xff, 0x7f])

/**
 * Tries the guard on a connection that nobody made, so that a version of Aedes whose private parts have changed stops
 * the start instead of running unguarded. Throws Error saying what does not work.
 */
export function guardSelfTest(aedes: Aedes): void {
  const stream = new PassThrough()
  const client = aedes.handle(stream)
  const errors: unknown[] = []
  const seen: (string | undefined)[] = []
  let reads = 0
  try {
    assertGuardable(client)
    client.removeAllListeners('error')
    client.on('error', (error) => errors.push(error))
    guardPackets(client, {
      limitBytes: () => 1024,
      announced: () => {},
      arrived: ({ cmd }) => {
        seen.push(cmd)
        return new RefusedError('protocol', 'self-test')
      },
    })
    stream.read = () => {
      reads++
      return null
    }
    stream.emit('readable')
    parseBytes(client, PING)
    parseBytes(client, LONG_CONNECT)
  } finally {
    client.close()
    stream.destroy()
  }
  const reasons = errors.map((it) => (it instanceof RefusedError ? it.reason : 'other'))
  if (reads === 0) throw new Error('this version of aedes cannot be guarded: it does not read through conn.read')
  if (seen.join() !== 'pingreq' || reasons.join() !== 'protocol,packet-size')
    throw new Error(`this version of aedes cannot be guarded: its parser gave ${seen.join()} / ${reasons.join()}`)
}
