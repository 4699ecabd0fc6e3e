const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Deeper than any reading or network server's envelope; far below what exhausts the stack when written out again. */
const MAX_DEPTH = 32

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string }

/** Parses UTF-8 JSON of at most 32 levels. Never throws: a text that is none comes back with the reason. */
export function parseJson(payload: Uint8Array): ParsedJson {
  if (depthExceeds(payload, MAX_DEPTH)) return { ok: false, reason: `nested deeper than ${MAX_DEPTH} levels` }
  try {
    return { ok: true, value: JSON.parse(utf8.decode(payload)) }
  } catch (error) {
    const reason = error instanceof TypeError ? 'not valid UTF-8' : `not valid JSON: ${(error as Error).message}`
    return { ok: false, reason }
  }
}

/** A JSON object, or null for every other value. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** The value as short JSON text, for a reason. */
export function shortText(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}

/** Counted on the bytes, before parsing: a value nested too deep could be parsed but not written out again. */
function depthExceeds(payload: Uint8Array, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < payload.length; index++) {
    const byte = payload[index]
    if (inString) {
      if (byte === BACKSLASH) index++
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > limit) return true
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--
  }
  return false
}
