import { asObject, parseJson } from '../../decode/json-text.ts'
import { shortText } from '../../domain/schema-problems.ts'
import { type EpochMs, parseInstant } from '../../domain/time.ts'

/**
 * Reading what a service sent, field by field. What is not as documented ends the reading of the whole answer: the
 * error carries field, value and what was expected, and never leaves the reader that `readOr` guards.
 */
class Unreadable extends Error {}

/** Ends the reading. @param field its path in the answer, e.g. `hourly.time[3]`. */
export function unreadable(field: string, value: unknown, expected: string): never {
  const given = value === undefined ? 'is missing' : `is ${shortText(value)}`
  throw new Unreadable(`${field} ${given}; expected ${expected}`)
}

/** Runs a reader; `onUnreadable` gets the sentence when the answer could not be read. Other errors pass through. */
export function readOr<T, R>(read: () => T, onUnreadable: (detail: string) => R): T | R {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unreadable) return onUnreadable(error.message)
    throw error
  }
}

const utf8 = new TextEncoder()

/** The JSON value of a body. */
export function jsonIn(body: string): unknown {
  if (body.trim() === '') unreadable('body', body, 'JSON')
  const parsed = parseJson(utf8.encode(body))
  if (!parsed.ok) throw new Unreadable(`body is ${parsed.reason}; it begins with ${shortText(body.trimStart())}`)
  return parsed.value
}

/** The value as an object; a list is none. */
export function objectAt(value: unknown, field: string): Readonly<Record<string, unknown>> {
  return asObject(value) ?? unreadable(field, value, 'an object')
}

/** The value as a list. */
export function listAt(value: unknown, field: string): readonly unknown[] {
  return Array.isArray(value) ? value : unreadable(field, value, 'a list')
}

/** The value as a text. */
export function textAt(value: unknown, field: string): string {
  return typeof value === 'string' ? value : unreadable(field, value, 'a text')
}

/** A finite number from `min` to `max`. */
export function numberAt(value: unknown, field: string, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value
  return unreadable(field, value, `a number from ${min} to ${max}`)
}

/** A finite number or null. JSON has no infinity, but 1e999 is read as one. */
export function numberOrNullAt(value: unknown, field: string): number | null {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value
  return unreadable(field, value, 'a finite number or null')
}

/** An ISO 8601 instant with its zone. */
export function instantAt(value: unknown, field: string): EpochMs {
  const atMs = typeof value === 'string' && value.includes('T') ? parseInstant(value) : undefined
  return atMs ?? unreadable(field, value, 'an ISO 8601 time with zone')
}

/** The list, or an empty one for anything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
