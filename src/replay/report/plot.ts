import type { Language } from '../../criteria/reason-text.ts'
import { inScope, type Measure } from '../../domain/criterion.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { PlotPoint } from '../plot-course.ts'
import type { ReplayResult, RouteResult } from '../result.ts'
import { triggersOf } from '../snow-now.ts'
import { localMinute, ticksOf, tickText } from './local-text.ts'
import { html, type Markup } from './markup.ts'
import { word } from './texts.ts'

/** A replay as it stands in the report. */
export interface Labelled {
  readonly label: string
  readonly result: ReplayResult
}

const WIDTH = 960
const LEFT = 92
/** Characters of a lane's name that fit beside it. */
const LANE_NAME = 13
const RIGHT = 12
const TOP = 10
const HEIGHT = 190
const LANE = 22
const AXIS = 22
/** Least height of the scale, cm: a light fall must not look like a storm. */
const LEAST_TOP_CM = 12

interface Frame {
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  readonly topCm: number
  readonly x: (atMs: EpochMs) => number
  readonly y: (cm: number) => number
}

/** A route over time: snow, trigger, when criteria fired and released, and calls beside orders on record. */
export function routePlot(routeId: string, replays: readonly Labelled[], language: Language): Markup {
  const [first] = replays
  const route = routeOf(first, routeId)
  if (first === undefined || route === undefined) return html``
  const { timeZone } = first.result.authority
  const triggers = triggersFor(route, first.result)
  const frame = frameOf(first.result, route, triggers)
  const lanes = [
    ...replays.map((it) => ({
      label: it.label,
      spans: callSpans(routeOf(it, routeId), it.result.plan.toMs),
      kind: 'replayed',
    })),
    { label: word(language, 'record'), spans: orderSpans(route, first.result.plan.toMs), kind: 'recorded' },
  ]
  const height = TOP + HEIGHT + AXIS + lanes.length * LANE + 4
  const name = `${route.route.name}: ${word(language, 'sincePass')}, ${word(language, 'newSnow')}`
  return html`<div class="plot"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${name}">
${unknownOf(route, frame)}${grid(frame, timeZone)}
${triggers.map((it) => triggerLine(frame, it))}
<clipPath id="clip-${routeId}"><rect x="${LEFT}" y="${TOP}" width="${WIDTH - LEFT - RIGHT}" height="${HEIGHT}"/></clipPath>
<path class="new-snow" clip-path="url(#clip-${routeId})" d="${lineOf(route.plot.points, frame, (it) => it.newSnowMaxCm)}"/>
<path class="since-pass" d="${lineOf(route.plot.points, frame, (it) => it.sincePassMaxCm)}"/>
${route.plot.marks.map((it) => mark(frame, it.atMs, it.kind, `${it.criterionId} ${word(language, it.kind)} ${localMinute(it.atMs, timeZone)}`))}
${lanes.map((lane, index) => laneOf(lane, frame, TOP + HEIGHT + AXIS + index * LANE, timeZone))}
</svg></div>`
}

function routeOf(replay: Labelled | undefined, routeId: string): RouteResult | undefined {
  return replay?.result.routes.find((it) => it.route.id === routeId)
}

function frameOf({ plan }: ReplayResult, { plot }: RouteResult, triggers: readonly Trigger[]): Frame {
  const { fromMs, toMs } = plan
  // New snow grows all winter where nobody plows: it sets the scale only for criteria that look at it.
  const fresh = triggers.some((it) => it.measure === 'new-snow')
  const heights = plot.points.map((it) => Math.max(it.sincePassMaxCm ?? 0, fresh ? (it.newSnowMaxCm ?? 0) : 0))
  const highest = heights.reduce((top, it) => Math.max(top, it), 0)
  const topCm = Math.ceil(Math.max(highest, LEAST_TOP_CM, ...triggers.map((it) => it.cm * 1.3)) / 5) * 5
  return {
    fromMs,
    toMs,
    topCm,
    x: (atMs) => tenth(LEFT + ((atMs - fromMs) / (toMs - fromMs)) * (WIDTH - LEFT - RIGHT)),
    y: (cm) => tenth(TOP + HEIGHT - (cm / topCm) * HEIGHT),
  }
}

/** A line with gaps where nobody knows. */
function lineOf(points: readonly PlotPoint[], frame: Frame, value: (point: PlotPoint) => number | null): string {
  let path = ''
  let pen = false
  for (const point of points) {
    const cm = value(point)
    if (cm !== null) path += `${pen ? 'L' : 'M'}${frame.x(point.atMs)} ${frame.y(cm)}`
    pen = cm !== null
  }
  return path
}

function unknownOf({ plot }: RouteResult, frame: Frame): Markup[] {
  const spans: { fromMs: EpochMs; toMs: EpochMs }[] = []
  for (const { atMs, unknown } of plot.points) {
    if (!unknown) continue
    const last = spans.at(-1)
    if (last !== undefined && last.toMs >= atMs) last.toMs = atMs + plot.partMs
    else spans.push({ fromMs: atMs, toMs: atMs + plot.partMs })
  }
  return spans.map(({ fromMs, toMs }) => {
    const x = frame.x(fromMs)
    const width = Math.max(0.8, tenth(frame.x(Math.min(toMs, frame.toMs)) - x))
    return html`<rect class="unknown" x="${x}" y="${TOP}" width="${width}" height="${HEIGHT}"/>`
  })
}

function grid(frame: Frame, timeZone: string): Markup {
  const everyCm = frame.topCm <= 20 ? 5 : frame.topCm <= 60 ? 10 : 20
  const levels: number[] = []
  for (let cm = 0; cm <= frame.topCm; cm += everyCm) levels.push(cm)
  const { atMs, hours } = ticksOf(frame.fromMs, frame.toMs, timeZone)
  return html`<g class="grid">${levels.map(
    (cm) =>
      html`<path d="M${LEFT} ${frame.y(cm)}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${frame.y(cm) + 4}" text-anchor="end">${cm}</text>`,
  )}<text x="${LEFT - 30}" y="${TOP + 4}" text-anchor="end">cm</text>${atMs.map(
    (it) =>
      html`<path d="M${frame.x(it)} ${TOP}V${TOP + HEIGHT}"/><text x="${frame.x(it)}" y="${TOP + HEIGHT + 15}" text-anchor="middle">${tickText(it, timeZone, hours)}</text>`,
  )}</g>`
}

interface Trigger {
  readonly measure: Measure
  readonly cm: number
  readonly level: string
  readonly id: string
}

function triggersFor({ route }: RouteResult, { criteria }: ReplayResult): Trigger[] {
  const concerned = criteria.filter((it) => it.enabled && inScope(it.scope, route))
  const all = concerned.flatMap((it) =>
    triggersOf(it).map(([measure, cm]) => ({ measure, cm, level: it.level, id: it.id })),
  )
  return all.filter((it, index) => all.findIndex((other) => other.cm === it.cm && other.level === it.level) === index)
}

function triggerLine(frame: Frame, { cm, level, id }: Trigger): Markup {
  const y = frame.y(cm)
  const [x, anchor] = level === 'dispatch' ? [WIDTH - RIGHT - 2, 'end'] : [LEFT + 4, 'start']
  return html`<g class="trigger ${level}"><path d="M${LEFT} ${y}H${WIDTH - RIGHT}"/><text class="halo" x="${x}" y="${y - 3}" text-anchor="${anchor}">${id} ${cm} cm</text></g>`
}

/** Fires point up, releases point down, so that neither needs its colour. */
function mark(frame: Frame, atMs: EpochMs, kind: 'fire' | 'release', title: string): Markup {
  const x = frame.x(atMs)
  const y = TOP + HEIGHT
  const shape = kind === 'fire' ? `M${x} ${y - 9}l4 8h-8z` : `M${x} ${y - 1}l4 -8h-8z`
  return html`<path class="${kind}" d="${shape}"><title>${title}</title></path>`
}

interface LaneSpan {
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  readonly level: 'standby' | 'dispatch'
}

function callSpans(route: RouteResult | undefined, endMs: EpochMs): LaneSpan[] {
  return (route?.calls ?? []).map((it) => ({ fromMs: it.calledAtMs, toMs: it.endedAtMs ?? endMs, level: it.level }))
}

function orderSpans({ orders }: RouteResult, endMs: EpochMs): LaneSpan[] {
  return orders.map((it) => ({
    fromMs: it.createdAtMs,
    toMs: it.completedAtMs ?? it.closedAtMs ?? endMs,
    level: it.level,
  }))
}

function laneOf(
  { label, spans, kind }: { readonly label: string; readonly spans: readonly LaneSpan[]; readonly kind: string },
  frame: Frame,
  y: number,
  timeZone: string,
): Markup {
  return html`<g class="lane ${kind}"><path class="base" d="M${LEFT} ${y + LANE / 2}H${WIDTH - RIGHT}"/>${spans.map(
    (it) => {
      const x = frame.x(it.fromMs)
      const width = Math.max(3, tenth(frame.x(Math.min(it.toMs, frame.toMs)) - x))
      const top = it.level === 'dispatch' ? y + 4 : y + 8
      const tall = it.level === 'dispatch' ? LANE - 8 : LANE - 16
      const title = `${it.level} ${localMinute(it.fromMs, timeZone)} – ${localMinute(it.toMs, timeZone)}`
      return html`<rect class="${it.level}" x="${x}" y="${top}" width="${width}" height="${tall}"><title>${title}</title></rect>`
    },
  )}<text x="${LEFT - 6}" y="${y + LANE / 2 + 4}" text-anchor="end">${shortened(label)}</text></g>`
}

function shortened(label: string): string {
  return label.length > LANE_NAME ? `${label.slice(0, LANE_NAME - 1)}…` : label
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
