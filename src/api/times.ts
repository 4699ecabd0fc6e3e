import { type EpochMs, parseInstant, toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { invalidRequest } from './validation.ts'

/** The latest instant that ISO 8601 with four-digit years can write. */
const MAX_MS = Date.UTC(9999, 11, 31)

/** ISO 8601, or null for null. */
export function isoOrNull(atMs: EpochMs | null): string | null {
  return atMs === null ? null : toIso(atMs)
}

/** Reads an instant from a request. Throws `request-invalid` naming the field. */
export function instantOf(field: string, text: string): EpochMs {
  const atMs = parseInstant(text)
  if (atMs === undefined || atMs < 0 || atMs > MAX_MS) {
    throw invalidRequest([fieldProblem(field, say('not-an-instant'), text.slice(0, 60))])
  }
  return atMs
}
