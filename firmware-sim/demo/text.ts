import { styleText } from 'node:util'

/** Where lines of text go, and what it can show. */
export interface Screen {
  /** Columns of text; may change between lines. */
  columns(): number
  readonly colour: boolean
  /** One line, without its line break. */
  print(line: string): void
}

export type Tone = 'plain' | 'title' | 'quiet' | 'snow' | 'order' | 'good' | 'doubt' | 'alarm'

const STYLES = {
  plain: [],
  title: ['bold'],
  quiet: ['dim'],
  snow: ['cyan'],
  order: ['bold', 'cyan'],
  good: ['green'],
  doubt: ['yellow'],
  alarm: ['bold', 'red'],
} as const satisfies Record<Tone, readonly string[]>

/** Text in the tone's colours where the screen has any. */
export function paint(screen: Pick<Screen, 'colour'>, tone: Tone, text: string): string {
  const style = STYLES[tone]
  return screen.colour && style.length > 0 ? styleText([...style], text, { validateStream: false }) : text
}

/** Characters that take two columns: Unicode's East Asian Width W and F as far as names and sentences of ours use them. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u
const NO_WIDTH = /\p{Mark}|\p{Cf}/u

/** Columns a text without control sequences takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

/** `text` filled up with spaces to `columns`; a longer one stays as it is. */
export function padTo(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, columns - widthOf(text)))
  return side === 'left' ? text + fill : fill + text
}

/** Japanese line breaking: these begin no line. */
const CLOSING = /[、。，．・：；！？）」』】〜ー々]/u
/** These end none. */
const OPENING = /[（「『【]/u

/**
 * Breaks a text into lines of at most `columns`: at spaces, and between full-width characters where Japanese allows it.
 * What cannot be broken (a long address) stands on a line of its own.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const unit of breakable(text)) {
    if (line !== '' && widthOf(line) + widthOf(unit.trimEnd()) > columns) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += unit
  }
  lines.push(line.trimEnd())
  return lines
}

/** The pieces of a text between which a line may end. */
function breakable(text: string): string[] {
  const units: string[] = []
  let unit = ''
  let previous = ''
  for (const character of text) {
    if (unit !== '' && mayBreak(previous, character)) {
      units.push(unit)
      unit = ''
    }
    unit += character
    previous = character
  }
  if (unit !== '') units.push(unit)
  return units
}

function mayBreak(previous: string, next: string): boolean {
  if (next === ' ') return false
  if (previous === ' ') return true
  return (WIDE.test(previous) || WIDE.test(next)) && !CLOSING.test(next) && !OPENING.test(previous)
}
