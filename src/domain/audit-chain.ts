import { hash as digest } from 'node:crypto'
import type { EpochMs } from './time.ts'

/**
 * The audit log as a chain: each event's hash covers its own content and the hash of the event before it, so whoever
 * holds one hash holds everything up to it. What a chain cannot show by itself is that its end was cut off, or that all
 * of it was made anew: that takes a hash noted elsewhere.
 *
 * Hashes are stored and checked for decades: what they are made of never changes. A second form would be written beside
 * this one, under a version of its own.
 */

/** Stands for the hash before the first event. */
export const GENESIS_HASH = '0'.repeat(64)

const FORM_VERSION = 1

/** What an event's hash covers, beside the hash before it. */
export interface AuditContent {
  readonly id: number
  readonly authorityId: string
  readonly atMs: EpochMs
  readonly type: string
  /** `kind:id`. */
  readonly actor: string
  readonly subject: string
  readonly contractorId: string | null
  /** The event's data, JSON text as stored. For the hash, its spaces and the order of its keys do not matter. */
  readonly dataJson: string
}

/** A place in the chain: an event's id and hash. */
export interface ChainLink {
  readonly id: number
  /** SHA-256, 64 hex digits. */
  readonly hash: string
}

/** An event as it is stored. */
export interface ChainedEvent extends AuditContent, ChainLink {
  readonly prevHash: string
}

/** Where an empty chain stands. */
export const CHAIN_START: ChainLink = { id: 0, hash: GENESIS_HASH }

/**
 * Hash of an event: SHA-256 over the hash before it, a line feed, and its canonical form, in hex.
 * Throws SyntaxError when `dataJson` is no JSON.
 */
export function eventHash(prevHash: string, event: AuditContent): string {
  return digest('sha256', `${prevHash}\n${canonicalEvent(event)}`, 'hex')
}

/** An event as the one text it is hashed as: a JSON array in fixed order, its data with sorted keys. */
export function canonicalEvent(event: AuditContent): string {
  const { id, authorityId, atMs, type, actor, subject, contractorId, dataJson } = event
  const head = JSON.stringify([FORM_VERSION, id, authorityId, atMs, type, actor, subject, contractorId])
  return `${head.slice(0, -1)},${canonicalJson(JSON.parse(dataJson))}]`
}

/**
 * JSON without spaces, keys of objects in order of their UTF-16 code units (as RFC 8785 has it).
 * @param value what JSON.parse returned.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = value as Readonly<Record<string, unknown>>
  const members = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`)
  return `{${members.join(',')}}`
}

/** True when the event is what its hash was made of. */
export function isIntact(event: ChainedEvent): boolean {
  return isHashedAs(event, event.prevHash)
}

/** True when the event stands where it was written: after `before`, and unchanged. */
export function follows(before: ChainLink, event: ChainedEvent): boolean {
  return event.prevHash === before.hash && event.id > before.id && isIntact(event)
}

function isHashedAs(event: ChainedEvent, prevHash: string): boolean {
  try {
    return isPlainJson(event.dataJson) && eventHash(prevHash, event) === event.hash
  } catch {
    return false
  }
}

/**
 * True for JSON as JSON.stringify writes it. Other text may be parsed to the same data and yet tell its reader something
 * else: one key twice, a number too long or too large.
 */
function isPlainJson(text: string): boolean {
  return JSON.stringify(JSON.parse(text)) === text
}

/** Why an event does not fit. */
export type Misfit = 'changed' | 'missing' | 'inserted' | 'reordered'

export interface ChainBreak {
  readonly eventId: number
  readonly why: Misfit
}

/** The surroundings of the first event that does not follow the one before it. */
export interface BreakScene {
  /** The last event that fits; CHAIN_START for none. */
  readonly before: ChainLink
  readonly event: ChainedEvent
  readonly next: ChainedEvent | undefined
  /** Ids of the events that bear a hash, in order. */
  readonly idsOf: (hash: string) => Promise<readonly number[]>
  /** The first event after an id. */
  readonly idAfter: (id: number) => Promise<number>
}

/**
 * Tells what was done to a chain where it breaks first, judged by who else claims which place:
 * - inserted: a copy, or the chain goes on as if it were not there;
 * - reordered: the event it was written after stands further on;
 * - missing: it is sound, but what it was written after is nowhere, and ids leave room for it;
 * - changed: anything else. The event before it is named where that one was changed together with its hash.
 */
export async function explainBreak(scene: BreakScene): Promise<ChainBreak> {
  const { before, event, next } = scene
  const found = (why: Misfit, eventId = event.id): ChainBreak => ({ eventId, why })
  if ((await scene.idsOf(event.hash)).length > 1) return found('inserted')
  const linked = event.prevHash === before.hash
  if (!linked && isHashedAs(event, before.hash)) return found('changed')
  const writtenAfter = linked ? [] : await scene.idsOf(event.prevHash)
  if (writtenAfter.some((it) => it > event.id)) return found('reordered')
  if (next?.prevHash === before.hash) return found('inserted')
  const earlier = linked ? undefined : earlierPlace(event.prevHash, writtenAfter)
  if (earlier !== undefined) return found('inserted', await scene.idAfter(earlier))
  if (linked || !isIntact(event)) return found('changed')
  if (event.id > before.id + 1) return found('missing')
  return found('changed', before.id === 0 ? event.id : before.id)
}

function earlierPlace(prevHash: string, ids: readonly number[]): number | undefined {
  return prevHash === GENESIS_HASH ? CHAIN_START.id : ids.at(-1)
}
