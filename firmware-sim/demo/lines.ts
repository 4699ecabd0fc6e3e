import { localHhMm } from '../../src/domain/time.ts'
import { padTo, paint, type Screen, type Tone, widthOf, wrap } from './text.ts'

/** One thing that happened, for the account. */
export interface Line {
  readonly atMs: number
  /** Drawn in one column: what kind of thing it is. */
  readonly mark: string
  readonly tone: Tone
  /** Name of the route it is about; '' when it is about none. */
  readonly place: string
  readonly text: string
}

/** Narrower than this a text column is of no use. */
const LEAST_TEXT_COLUMNS = 24
const GAP = '  '

/** Prints the account as columns: local time, mark, route, text, the text wrapped under itself. */
export class Lines {
  readonly #screen: Screen
  readonly #timeZone: string
  readonly #placeColumns: number
  #before = ''
  #blank = false

  /** @param places every name that may stand in the route column. */
  constructor(screen: Screen, timeZone: string, places: readonly string[]) {
    this.#screen = screen
    this.#timeZone = timeZone
    this.#placeColumns = Math.max(0, ...places.map(widthOf))
  }

  /** Prints a line; time and route are left out when they are those of the line before. */
  tell({ atMs, mark, tone, place, text }: Line): void {
    const time = localHhMm(atMs, this.#timeZone)
    const head = `${time}${GAP}${place}`
    const repeated = place !== '' && head === this.#before
    this.#before = head
    const start = `${repeated ? '     ' : time}${GAP}`
    const name = place === '' ? '' : padTo(repeated ? '' : place, this.#placeColumns) + GAP
    const indent = widthOf(start) + widthOf(mark) + 1 + widthOf(name)
    const columns = Math.max(LEAST_TEXT_COLUMNS, this.#screen.columns() - indent)
    for (const [index, part] of wrap(text, columns).entries()) {
      const lead = index === 0 ? start + paint(this.#screen, tone, `${mark} `) + name : ' '.repeat(indent)
      this.#screen.print(lead + paint(this.#screen, tone, part))
    }
    this.#blank = false
  }

  /** Prints other text; what follows begins anew with time and route. Of several blank lines only the first is printed. */
  print(line: string): void {
    this.#before = ''
    if (line === '' && this.#blank) return
    this.#blank = line === ''
    this.#screen.print(line)
  }
}
