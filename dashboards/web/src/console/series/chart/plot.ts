import uPlot from 'uplot'
import type { Measure } from '../api.ts'
import { wallTicks } from './axis.ts'
import type { Look } from './look.ts'
import { type ChartModel, type Line, valueAt } from './model.ts'
import { LANE_PX, type PaintWords, paintOver, paintUnder } from './paint.ts'
import type { View } from './view.ts'

/** One drawing of a chart with uPlot. Made anew when anything but the view changes. */

/** Room for one label of the time axis, CSS pixels. */
const LABEL_PX = 58
/** Room beside the labels of the depth axis, and the least it takes, CSS pixels. */
const AXIS_GAP_PX = 12
const LEAST_AXIS_PX = 46
/** An empty axis still shows what little is. */
const LEAST_TOP_CM = 10
const HEADROOM = 1.12

export interface PlotOptions {
  readonly model: ChartModel
  readonly measure: Measure
  readonly look: Look
  readonly width: number
  readonly height: number
  readonly words: PaintWords & { day(atMs: number): string }
}

export interface Plot {
  show(view: View): void
  resize(width: number, height: number): void
  redraw(look: Look): void
  /** The moment at a distance from the left edge of the plot, CSS pixels. */
  momentAt(left: number): number
  /** Where a moment stands from the left edge of the chart, CSS pixels. */
  leftOf(atMs: number): number
  /** The plot without its axes, CSS pixels from the chart's corner. */
  readonly area: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  destroy(): void
}

type Table = [number[], (number | null | undefined)[]]

interface Drawn {
  readonly table: Table
  readonly series: uPlot.Series
}

export function createPlot(root: HTMLElement, options: PlotOptions, first: View): Plot {
  let look = options.look
  let view = first
  const { model, measure, words } = options
  const drawn = drawnOf(model, measure, () => look)
  const data = uPlot.join(drawn.map((it) => it.table) as unknown as uPlot.AlignedData[])
  const fanAt = drawn.findIndex((it) => it.series.label === 'p90') + 1
  const painting = () => ({ plot, model, look, measure, words })
  const plot: uPlot = new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [LANE_PX + 4, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [view.fromMs / 1000, view.toMs / 1000] },
        y: { range: () => [0, topCm(model, measure, view)] },
      },
      axes: [timeAxis(model.timeZone, () => look, words), depthAxis(() => look)],
      series: [{}, ...drawn.map((it) => it.series)],
      bands: fanAt === 0 ? [] : bandsOf(fanAt, () => lookOf(measure, look)),
      hooks: {
        drawClear: [() => paintUnder(painting())],
        draw: [() => paintOver(painting())],
      },
    },
    data,
    root,
  )
  const ratio = () => window.devicePixelRatio || 1
  return {
    show(next) {
      view = next
      plot.batch(() => {
        plot.setScale('x', { min: view.fromMs / 1000, max: view.toMs / 1000 })
      })
    },
    resize: (width, height) => plot.setSize({ width, height }),
    redraw(next) {
      look = next
      plot.redraw(false, true)
    },
    momentAt: (left) => plot.posToVal(left, 'x') * 1000,
    leftOf: (atMs) => plot.valToPos(atMs / 1000, 'x') + plot.bbox.left / ratio(),
    get area() {
      const { left, top, width, height } = plot.bbox
      return { left: left / ratio(), top: top / ratio(), width: width / ratio(), height: height / ratio() }
    },
    destroy: () => plot.destroy(),
  }
}

/** The line of a measure has one colour everywhere, and a dash of its own. */
function lookOf(measure: Measure, look: Look): string {
  return { depth: look.depth, 'depth-since-pass': look.since, 'new-snow': look.fresh }[measure]
}

const DASHES: Readonly<Record<Measure, number[]>> = { depth: [], 'depth-since-pass': [9, 3], 'new-snow': [2, 3] }

function drawnOf(model: ChartModel, measure: Measure, look: () => Look): Drawn[] {
  const measures: Measure[] = ['new-snow', 'depth-since-pass', 'depth']
  const lines = measures.map((one): Drawn => {
    const width = one === measure ? 2.75 : 1.5
    return drawnLine(model.lines[one], { label: one, stroke: () => lookOf(one, look()), width, dash: DASHES[one] })
  })
  const raw = model.raw.map((one): Drawn => {
    const fill = () => faint(look().soft)
    return {
      table: tableOf(one),
      series: { label: one.label, paths: () => null, points: { show: true, size: 4, width: 0, fill } },
    }
  })
  return [...spreadOf(model, look), ...raw, ...fanOf(model, measure, look), ...lines]
}

function drawnLine(line: Line, series: uPlot.Series): Drawn {
  return { table: tableOf(line), series: { ...series, spanGaps: false, points: { show: false } } }
}

function tableOf({ at, values }: Line): Table {
  return [at.map((it) => it / 1000), [...values]]
}

function spreadOf({ spread }: ChartModel, look: () => Look): Drawn[] {
  if (spread === null) return []
  const edge = { stroke: () => faint(look().depth), width: 1 }
  return [
    drawnLine({ label: 'low', at: spread.at, values: spread.low }, edge),
    drawnLine({ label: 'high', at: spread.at, values: spread.high }, edge),
  ]
}

const QUANTILES = ['p90', 'p75', 'p50', 'p25', 'p10'] as const

/** From what is measured now; where that is not known, from the first hour ahead. */
function fanOf(model: ChartModel, measure: Measure, look: () => Look): Drawn[] {
  const fan = model.fans[measure]
  if (fan === undefined) return []
  const nowCm = valueAt(model.lines[measure], model.nowMs)
  const at = nowCm === null ? fan.at : [model.nowMs, ...fan.at]
  return QUANTILES.map((one) => {
    const values = fan.quantiles.map((it) => it[one])
    const line = { label: one, at, values: nowCm === null ? values : [nowCm, ...values] }
    const median = one === 'p50'
    const stroke = () => (median ? lookOf(measure, look()) : faint(lookOf(measure, look())))
    return drawnLine(line, { label: one, stroke, width: median ? 2 : 1, ...(median ? { dash: [6, 4] } : {}) })
  })
}

function bandsOf(p90: number, colour: () => string): uPlot.Band[] {
  return [
    { series: [p90, p90 + 4], fill: () => veil(colour(), 16) },
    { series: [p90 + 1, p90 + 3], fill: () => veil(colour(), 26) },
  ]
}

function faint(colour: string): string {
  return veil(colour, 50)
}

/** A token's colour, let through: tokens of lines are hexadecimal. */
function veil(colour: string, percent: number): string {
  if (!/^#([\da-f]{3}|[\da-f]{6})$/i.test(colour)) return colour
  const six = colour.length === 4 ? `#${[...colour.slice(1)].map((it) => it + it).join('')}` : colour
  return `${six}${Math.round(percent * 2.55)
    .toString(16)
    .padStart(2, '0')}`
}

/** As high as what is in sight: used values, predictions and levels; a lorry under the beam does not press them down. */
function topCm(model: ChartModel, measure: Measure, { fromMs, toMs }: View): number {
  let top = LEAST_TOP_CM
  const reach = (at: readonly number[], values: readonly (number | null)[]) => {
    for (const [index, atMs] of at.entries())
      if (atMs >= fromMs && atMs <= toMs) top = Math.max(top, values[index] ?? 0)
  }
  for (const { at, values } of [...Object.values(model.lines), ...model.raw]) reach(at, values)
  if (model.spread !== null) reach(model.spread.at, model.spread.high)
  const fan = model.fans[measure]
  if (fan !== undefined)
    reach(
      fan.at,
      fan.quantiles.map((it) => it.p90),
    )
  for (const it of model.levels) if (it.measure === measure) top = Math.max(top, it.triggerCm)
  return top * HEADROOM
}

function timeAxis(timeZone: string, look: () => Look, words: PlotOptions['words']): uPlot.Axis {
  return {
    stroke: () => look().soft,
    font: `12px ${look().font}`,
    size: 42,
    grid: { stroke: () => look().line, width: 1 },
    ticks: { show: false },
    splits: (plot, _axis, min, max) => {
      const most = Math.max(2, Math.floor(plot.bbox.width / (window.devicePixelRatio || 1) / LABEL_PX))
      return wallTicks(min * 1000, max * 1000, timeZone, most).map((it) => it.atMs / 1000)
    },
    values: (_plot, splits) => {
      const ticks = splits.flatMap((it) => wallTicks(Math.round(it * 1000), Math.round(it * 1000), timeZone, 1))
      const hours = ticks.some((it) => it.hour !== 0)
      let dayBefore = ''
      return ticks.map(({ atMs, hour, day }) => {
        const date = day === dayBefore ? '' : words.day(atMs)
        dayBefore = day
        return hours ? `${hour}:00\n${date}` : date
      })
    },
  }
}

function depthAxis(look: () => Look): uPlot.Axis {
  return {
    stroke: () => look().soft,
    font: `12px ${look().font}`,
    size: (plot, labels) => axisWidth(plot, labels ?? [], `12px ${look().font}`),
    grid: { stroke: () => look().line, width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((it) => `${it} cm`),
  }
}

/** Room for the longest label of the axis, CSS pixels, so that none loses its first figure. */
function axisWidth(plot: uPlot, labels: readonly string[], font: string): number {
  const { ctx } = plot
  ctx.save()
  ctx.font = font
  const widest = Math.max(0, ...labels.map((it) => ctx.measureText(it).width))
  ctx.restore()
  return Math.max(LEAST_AXIS_PX, Math.ceil(widest) + AXIS_GAP_PX)
}
