import type { Language } from '../../src/criteria/reason-text.ts'
import type { RouteState } from '../../src/decide/route-state.ts'
import type { Route } from '../../src/domain/route.ts'
import { HOUR_MS, localHhMm, MINUTE_MS } from '../../src/domain/time.ts'
import type { Service } from '../../src/service.ts'
import type { Places } from './district.ts'
import type { Lines } from './lines.ts'
import { phrasesOf } from './phrases.ts'
import { padTo, paint, type Screen, type Tone, widthOf } from './text.ts'

const WORDS = {
  en: {
    title: 'Snow now, and what has been done about it',
    head: ['Route', 'Since pass', 'cm/h', 'Sensors', 'Last pass', 'Order'],
    little: (routes: number, from: string, to: string) => `${routes} routes: ${from} to ${to} cm on the road.`,
    unknown: 'unknown',
    never: 'none yet',
  },
  ja: {
    title: '現在の積雪と対応状況',
    head: ['路線', '前回除雪後', 'cm/h', 'センサー', '前回除雪', '指示'],
    little: (routes: number, from: string, to: string) => `${routes} 路線：積雪 ${from}〜${to} cm。`,
    unknown: '不明',
    never: 'なし',
  },
} as const

/** Deep enough for the narrowest criterion of most towns: drawn so that it is seen. */
const DEEP_CM = 10
/** Growth over less than this says nothing. */
const LEAST_GROWTH_MS = 30 * MINUTE_MS
/** While no route has more snow and nothing has been done, one line says it all. */
const LITTLE_CM = 3
const INDENT = '       '
const GAP = '  '

interface Cell {
  readonly text: string
  readonly tone: Tone
}

interface Seen {
  readonly atMs: number
  readonly depthCm: number
  readonly passAtMs: number | null
}

/** A table of every route on the hour: condition (snow now) and treatment (plowed when) apart. */
export class Hourly {
  readonly #service: Pick<Service, 'routeState'>
  readonly #screen: Screen
  readonly #lines: Lines
  readonly #language: Language
  readonly #places: Places
  readonly #before = new Map<string, Seen>()

  constructor(options: {
    readonly service: Pick<Service, 'routeState'>
    readonly screen: Screen
    readonly lines: Lines
    readonly language: Language
    readonly places: Places
  }) {
    this.#service = options.service
    this.#screen = options.screen
    this.#lines = options.lines
    this.#language = options.language
    this.#places = options.places
  }

  /** Prints the table of this moment, or one line while there is little to tell. */
  async print(atMs: number): Promise<void> {
    const states: [Route, RouteState][] = []
    for (const route of this.#places.routes) {
      const state = await this.#service.routeState(route.id)
      if (state !== undefined) states.push([route, state])
    }
    const words = WORDS[this.#language]
    const rows = states.map(([route, state]) => this.#row(route, state))
    const depthsCm = states.map(([, it]) => it.condition.depthSincePassCm ?? Number.POSITIVE_INFINITY)
    if (states.every(([, state]) => isQuiet(state))) {
      const text = words.little(states.length, Math.min(...depthsCm).toFixed(1), Math.max(...depthsCm).toFixed(1))
      this.#lines.tell({ atMs, mark: '❄', tone: 'snow', place: '', text })
      return
    }
    const head: Cell[] = words.head.map((text) => ({ text, tone: 'quiet' }))
    this.#lines.print('')
    this.#lines.print(paint(this.#screen, 'title', `${this.#time(atMs)}  ${words.title}`))
    for (const line of this.#drawn([head, ...rows])) this.#lines.print(line)
    this.#lines.print('')
  }

  #row(route: Route, state: RouteState): Cell[] {
    const { condition, treatment, sensors } = state
    const usable = sensors.filter((it) => it.status === 'ok').length
    const depthCm = condition.depthSincePassCm
    const { lastPassAtMs } = treatment
    return [
      { text: route.name, tone: 'plain' },
      depthCm === null
        ? { text: WORDS[this.#language].unknown, tone: 'doubt' }
        : { text: `${depthCm.toFixed(1)} cm`, tone: depthCm >= DEEP_CM ? 'order' : 'snow' },
      { text: this.#growth(state), tone: 'quiet' },
      { text: `${usable}/${sensors.length}`, tone: usable < sensors.length ? 'doubt' : 'quiet' },
      {
        text: lastPassAtMs === null ? WORDS[this.#language].never : this.#time(lastPassAtMs),
        tone: lastPassAtMs === null ? 'quiet' : 'good',
      },
      { text: this.#order(state), tone: 'plain' },
    ]
  }

  /** What the snow has grown by per hour since the last table, or since the pass if that was later. */
  #growth({ routeId, atMs, condition, treatment }: RouteState): string {
    const depthCm = condition.depthSincePassCm
    const passAtMs = treatment.lastPassAtMs
    const before = this.#before.get(routeId)
    if (depthCm === null) {
      this.#before.delete(routeId)
      return ''
    }
    this.#before.set(routeId, { atMs, depthCm, passAtMs })
    const samePass = before !== undefined && before.passAtMs === passAtMs
    const fromMs = samePass ? before.atMs : passAtMs
    if (fromMs === null || atMs - fromMs < LEAST_GROWTH_MS) return ''
    const cmPerH = ((depthCm - (samePass ? before.depthCm : 0)) * HOUR_MS) / (atMs - fromMs)
    return `${cmPerH < 0 ? '-' : '+'}${Math.abs(cmPerH).toFixed(1)}`
  }

  /** The order that matters most: a dispatch before a stand-by. */
  #order({ treatment }: RouteState): string {
    const { level, state } = phrasesOf(this.#language)
    const [order] = treatment.openOrders.toSorted((a, b) => a.level.localeCompare(b.level))
    return order === undefined ? '' : `${level[order.level]} ${state[order.state]}`
  }

  #drawn(rows: readonly (readonly Cell[])[]): string[] {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]?.text ?? ''))))
    return rows.map((row) => {
      const cells = row.map(({ text, tone }, column) => {
        const last = column === row.length - 1
        const side = RIGHT_ALIGNED.has(column) ? 'right' : 'left'
        return paint(this.#screen, tone, last ? text : padTo(text, widths[column] ?? 0, side))
      })
      return (INDENT + cells.join(GAP)).trimEnd()
    })
  }

  #time(atMs: number): string {
    return localHhMm(atMs, this.#places.authority.timeZone)
  }
}

const RIGHT_ALIGNED: ReadonlySet<number> = new Set([1, 2, 3])

function isQuiet({ condition, treatment }: RouteState): boolean {
  const depthCm = condition.depthSincePassCm
  return depthCm !== null && depthCm < LITTLE_CM && treatment.lastPassAtMs === null && treatment.openOrders.length === 0
}
