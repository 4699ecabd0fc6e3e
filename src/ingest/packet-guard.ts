import type { Client } from 'aedes'
import { RefusedError } from './refusals.ts'

/**
 * Rules that Aedes 1.2.0 lacks, set on each connection through the private parts of its parser: how long a packet may
 * be, and what is looked at before Aedes acts on it. docs/adr/0003-aedes-guard.md.
 */

/** A parsed packet, as far as the rules look at it. */
export interface ParsedPacket {
  readonly cmd?: string
  readonly length: number
  readonly qos?: number
  readonly messageId?: number
  readonly topic?: string
  readonly clientId?: string
  readonly subscriptions?: readonly { readonly topic: string }[]
  readonly unsubscriptions?: readonly string[]
}

export interface PacketRules {
  limitBytes(packet: ParsedPacket): number
  /** The header of a packet within the limit has come. */
  announced(packet: ParsedPacket): void
  /** A whole packet has come. @returns why the connection ends, or undefined. */
  arrived(packet: ParsedPacket): RefusedError | undefined
}

interface Parser {
  packet: ParsedPacket
  _parseLength(): boolean
  _newPacket(): boolean
  _emitError(error: Error): boolean
  parse(bytes: Buffer): number
}

function parserOf(client: Client): Parser {
  return (client as unknown as { _parser: Parser })._parser
}

/** Closes the connection at the header of a packet that is too long, and at a packet the rules refuse. */
export function guardPackets(client: Client, rules: PacketRules): void {
  const parser = parserOf(client)
  const { _parseLength: parseLength, _newPacket: newPacket } = parser
  parser._parseLength = function guarded(this: Parser): boolean {
    if (!parseLength.call(this)) return false
    const { length } = this.packet
    const limitBytes = rules.limitBytes(this.packet)
    if (length > limitBytes) {
      this._emitError(new RefusedError('packet-size', `packet of ${length} bytes is longer than ${limitBytes}`))
      return false
    }
    rules.announced(this.packet)
    return true
  }
  parser._newPacket = function guarded(this: Parser): boolean {
    const refusal = rules.arrived(this.packet)
    if (refusal === undefined) return newPacket.call(this)
    this._emitError(refusal)
    return false
  }
}

/** Feeds bytes to the parser as if the socket had brought them; for the self-test. */
export function parseBytes(client: Client, bytes: Buffer): void {
  parserOf(client).parse(bytes)
}

/** Throws when this version of Aedes does not have the private parts the guard works on. */
export function assertGuardable(client: Client): void {
  const parser: Partial<Parser> | undefined = parserOf(client)
  for (const name of ['_parseLength', '_newPacket', '_emitError', 'parse'] as const) {
    if (typeof parser?.[name] !== 'function')
      throw new Error(`this version of aedes cannot be guarded: its parser has no ${name}`)
  }
}

/** NUL may be in no text of MQTT [MQTT-1.5.3-2]; the replacement character is what ill-formed UTF-8 was read as. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const ILL_TEXT = /[\u0000\ufffd]/

/** What is wrong with a packet by the letter of MQTT 3.1.1 that Aedes lets pass; undefined when nothing is. */
export function packetProblem(packet: ParsedPacket, maxFilters: number): RefusedError | undefined {
  const { cmd, qos = 0, messageId, subscriptions = [], unsubscriptions = [] } = packet
  const numbered = (cmd === 'publish' && qos > 0) || cmd === 'subscribe' || cmd === 'unsubscribe'
  if (numbered && messageId === 0) return new RefusedError('protocol', `${cmd} with packet identifier 0`)
  const filters = subscriptions.length + unsubscriptions.length
  if (filters > maxFilters)
    return new RefusedError('subscription', `${cmd} with ${filters} filters, more than ${maxFilters}`)
  const texts = [packet.topic, packet.clientId, ...subscriptions.map((it) => it.topic), ...unsubscriptions]
  if (texts.some((it) => it !== undefined && ILL_TEXT.test(it)))
    return new RefusedError('protocol', `${cmd} with a text that is not well-formed UTF-8 or holds NUL`)
  return undefined
}

/** Bytes of a packet that count as one more packet towards its device's rate. */
const BYTES_PER_TOKEN = 4096

/** What a packet costs of its device's rate. */
export function packetCost({ length }: ParsedPacket): number {
  return 1 + Math.floor(length / BYTES_PER_TOKEN)
}
