import { Type } from 'typebox'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'

export const DEFAULT_LIMIT = 100
export const MAX_LIMIT = 1000

/** Query fields of every list. */
export const PageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_LIMIT, description: `Items per page, default ${DEFAULT_LIMIT}.` }),
  ),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 512, description: 'The `nextCursor` of the page before.' }),
  ),
}

export interface Page<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

type CursorPart = string | number

/** An opaque cursor holding the sort key of the last item shown. */
export function encodeCursor(parts: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * Reads a cursor back; undefined stays undefined (the first page).
 * @param shape types of the parts, in order.
 * Throws `request-invalid` for a text that no list of this kind gave out.
 */
export function decodeCursor<const S extends readonly ('string' | 'number')[]>(
  cursor: string | undefined,
  shape: S,
): { [K in keyof S]: S[K] extends 'number' ? number : string } | undefined {
  if (cursor === undefined) return undefined
  const parts = parse(cursor)
  if (!Array.isArray(parts) || parts.length !== shape.length || parts.some((it, i) => !isPart(it, shape[i]))) {
    throw new YukibanError('request-invalid', say('cursor-unknown'), {
      problems: [fieldProblem('cursor', say('not-a-cursor'), cursor.slice(0, 80))],
    })
  }
  return parts as unknown as { [K in keyof S]: S[K] extends 'number' ? number : string }
}

/**
 * Cuts rows to a page.
 * @param rows up to `limit + 1` rows: the extra one tells that there is more.
 * @param key the sort key of a row, which the cursor will hold.
 */
export function toPage<R, T>(
  rows: readonly R[],
  limit: number,
  key: (row: R) => readonly CursorPart[],
  view: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(view),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null,
  }
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function isPart(value: unknown, type: 'string' | 'number' | undefined): boolean {
  return typeof value === type && (type !== 'number' || Number.isSafeInteger(value))
}
