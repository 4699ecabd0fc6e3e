import { toIso } from '../domain/time.ts'

/** Columns for people: aligned, also where a character takes two places. */

const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u

/** Rows under headers, in columns two spaces apart; a sentence when there are none. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[], none: string): string {
  if (rows.length === 0) return none
  const all = [headers, ...rows].map((row) => row.map(printable))
  const widths = headers.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd()
  return all.map(line).join('\n')
}

/** Places a text takes on a terminal. */
function widthOf(text: string): number {
  let width = 0
  for (const char of text) width += WIDE.test(char) ? 2 : 1
  return width
}

/** Text of strangers (device payloads, names) without the control characters that would steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
}

/** A time for people and scripts alike; a dash for none. */
export function timeText(atMs: number | null): string {
  return atMs === null ? '-' : toIso(atMs)
}
