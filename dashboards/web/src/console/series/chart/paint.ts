import type uPlot from 'uplot'
import type { Measure } from '../api.ts'
import { type ChartEvent, grouped } from './events.ts'
import type { Look } from './look.ts'
import type { ChartModel } from './model.ts'

/** What is painted under and over the lines of a chart: unknown spans, bars, levels, events, refused readings, now. */

/** Height of the lane of events above the plot, CSS pixels. */
export const LANE_PX = 26
const MARK_PX = 16
const HOUR_MS = 3_600_000

/** Words on the canvas; everything on it is told in words below it too. */
export interface PaintWords {
  readonly now: string
  level(level: ChartModel['levels'][number]): string
  release(cm: number): string
}

interface Painting {
  readonly plot: uPlot
  readonly model: ChartModel
  readonly look: Look
  readonly measure: Measure
  readonly words: PaintWords
}

const x = (plot: uPlot, atMs: number) => plot.valToPos(atMs / 1000, 'x', true)
const y = (plot: uPlot, cm: number) => plot.valToPos(cm, 'y', true)
const ratio = () => window.devicePixelRatio || 1

/** Before axes and lines: what is unknown is hatched, what is to come has a ground of its own, snowfall stands in bars. */
export function paintUnder({ plot, model, look }: Painting): void {
  const { ctx, bbox } = plot
  clipped(plot, () => {
    for (const { fromMs, toMs } of model.unknown) {
      const left = x(plot, fromMs)
      hatch(ctx, look, left, bbox.top, x(plot, toMs) - left, bbox.height)
    }
    const nowX = x(plot, model.nowMs)
    ctx.fillStyle = look.hatch
    ctx.globalAlpha = 0.35
    ctx.fillRect(nowX, bbox.top, bbox.left + bbox.width - nowX, bbox.height)
    ctx.globalAlpha = 0.55
    ctx.fillStyle = look.snowfall
    for (const { fromMs, cm } of model.bars) {
      const left = x(plot, Math.max(fromMs, model.nowMs)) + ratio()
      const top = y(plot, cm)
      ctx.fillRect(left, top, x(plot, fromMs + HOUR_MS) - left - ratio(), y(plot, 0) - top)
    }
    ctx.globalAlpha = 1
  })
}

function hatch(
  ctx: CanvasRenderingContext2D,
  look: Look,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.fillStyle = look.hatch
  ctx.globalAlpha = 0.5
  ctx.fillRect(left, top, width, height)
  ctx.globalAlpha = 1
  ctx.strokeStyle = look.soft
  ctx.lineWidth = ratio()
  ctx.globalAlpha = 0.45
  const step = 8 * ratio()
  ctx.beginPath()
  for (let at = left - height; at < left + width; at += step) {
    ctx.moveTo(at, top + height)
    ctx.lineTo(at + height, top)
  }
  ctx.stroke()
  ctx.restore()
}

/** After the lines. */
export function paintOver(painting: Painting): void {
  const { plot, model, look, words } = painting
  clipped(plot, () => {
    paintRefused(painting)
    paintSilences(painting)
    paintLevels(painting)
  })
  paintEvents(painting)
  const nowX = x(plot, model.nowMs)
  const { ctx, bbox } = plot
  if (nowX < bbox.left || nowX > bbox.left + bbox.width) return
  ctx.save()
  ctx.strokeStyle = look.now
  ctx.lineWidth = 2 * ratio()
  segment(ctx, nowX, bbox.top, nowX, bbox.top + bbox.height)
  label(painting, words.now, nowX - 4 * ratio(), bbox.top + 12 * ratio(), look.now, 'right')
  ctx.restore()
}

/** A cross where a reading was not used; beyond the top of the plot an arrow says that it lies above. */
function paintRefused({ plot, model, look }: Painting): void {
  const { ctx, bbox } = plot
  const arm = 3.5 * ratio()
  ctx.strokeStyle = look.doubt
  ctx.lineWidth = 1.6 * ratio()
  for (const { atMs, cm } of model.refused) {
    const at = x(plot, atMs)
    const wanted = cm === null ? bbox.top + bbox.height - arm : y(plot, cm)
    const height = Math.max(bbox.top + arm * 1.5, wanted)
    segment(ctx, at - arm, height - arm, at + arm, height + arm)
    segment(ctx, at - arm, height + arm, at + arm, height - arm)
    if (wanted < bbox.top) segment(ctx, at, bbox.top + arm * 3.5, at, bbox.top + arm * 6)
  }
}

function paintSilences({ plot, model, look }: Painting): void {
  const { ctx, bbox } = plot
  const height = 6 * ratio()
  ctx.fillStyle = look.release
  for (const { fromMs, toMs } of model.spans) {
    const left = x(plot, fromMs)
    ctx.globalAlpha = 0.75
    ctx.fillRect(left, bbox.top + bbox.height - height, x(plot, toMs) - left, height)
  }
  ctx.globalAlpha = 1
}

function paintLevels(painting: Painting): void {
  const { plot, model, look, measure, words } = painting
  const { ctx, bbox } = plot
  for (const level of model.levels.filter((it) => it.measure === measure)) {
    const top = y(plot, level.triggerCm)
    ctx.strokeStyle = look.trigger
    ctx.lineWidth = 1.5 * ratio()
    ctx.setLineDash(level.kind === 'threshold' ? [10 * ratio(), 4 * ratio()] : [2 * ratio(), 4 * ratio()])
    segment(ctx, bbox.left, top, bbox.left + bbox.width, top)
    label(painting, words.level(level), bbox.left + 6 * ratio(), top - 5 * ratio(), look.trigger, 'left')
    if (level.releaseCm === null) continue
    const low = y(plot, level.releaseCm)
    ctx.strokeStyle = look.release
    ctx.setLineDash([4 * ratio(), 6 * ratio()])
    segment(ctx, bbox.left, low, bbox.left + bbox.width, low)
    label(painting, words.release(level.releaseCm), bbox.left + 6 * ratio(), low - 5 * ratio(), look.release, 'left')
  }
  ctx.setLineDash([])
}

/** A lane above the plot: each mark is one event or several that stand too close; a thin line shows where. */
function paintEvents({ plot, model, look }: Painting): void {
  const { ctx, bbox } = plot
  const apartMs = ((plot.scales.x?.max ?? 0) - (plot.scales.x?.min ?? 0)) * 1000 * ((MARK_PX * ratio()) / bbox.width)
  const lane = bbox.top - (LANE_PX / 2) * ratio()
  ctx.save()
  for (const group of grouped(model.events, apartMs)) {
    const [first] = group
    if (first === undefined) continue
    const at = x(plot, first.atMs)
    if (at < bbox.left || at > bbox.left + bbox.width) continue
    const colour = colourOf(first, look)
    ctx.strokeStyle = colour
    ctx.globalAlpha = 0.55
    ctx.lineWidth = ratio()
    segment(ctx, at, lane + 8 * ratio(), at, bbox.top + bbox.height)
    ctx.globalAlpha = 1
    if (group.length > 1) badge(ctx, look, String(group.length), at, lane, colour)
    else mark(ctx, first, at, lane, colour, look)
  }
  ctx.restore()
}

function colourOf(event: ChartEvent, look: Look): string {
  if (event.kind === 'pass') return look.pass
  return event.kind === 'order' ? look.order : look.trigger
}

/** Shapes differ, not colours alone: pass ▼, decision ◆ (released ◇), order ● with the step within. */
function mark(
  ctx: CanvasRenderingContext2D,
  event: ChartEvent,
  at: number,
  lane: number,
  colour: string,
  look: Look,
): void {
  const r = 6 * ratio()
  ctx.fillStyle = colour
  ctx.strokeStyle = colour
  ctx.lineWidth = 2 * ratio()
  ctx.beginPath()
  if (event.kind === 'pass') {
    ctx.moveTo(at - r, lane - r)
    ctx.lineTo(at + r, lane - r)
    ctx.lineTo(at, lane + r)
  } else if (event.kind === 'decision') {
    ctx.moveTo(at, lane - r)
    ctx.lineTo(at + r, lane)
    ctx.lineTo(at, lane + r)
    ctx.lineTo(at - r, lane)
  } else ctx.arc(at, lane, r, 0, 2 * Math.PI)
  ctx.closePath()
  const hollow =
    (event.kind === 'decision' && event.result === 'release') || (event.kind === 'order' && event.step === 'raised')
  if (hollow) ctx.fillStyle = look.surface
  ctx.fill()
  ctx.stroke()
  if (event.kind !== 'order' || hollow) return
  ctx.strokeStyle = look.surface
  ctx.beginPath()
  if (event.step === 'completed') {
    ctx.moveTo(at - r / 2, lane)
    ctx.lineTo(at - r / 8, lane + r / 2.5)
    ctx.lineTo(at + r / 2, lane - r / 2.5)
  } else if (event.step === 'started') {
    ctx.moveTo(at - r / 3, lane - r / 2)
    ctx.lineTo(at + r / 2, lane)
    ctx.lineTo(at - r / 3, lane + r / 2)
  }
  ctx.stroke()
}

function badge(
  ctx: CanvasRenderingContext2D,
  look: Look,
  text: string,
  at: number,
  lane: number,
  colour: string,
): void {
  ctx.fillStyle = look.surface
  ctx.strokeStyle = colour
  ctx.lineWidth = 2 * ratio()
  ctx.beginPath()
  ctx.arc(at, lane, 8 * ratio(), 0, 2 * Math.PI)
  ctx.fill()
  ctx.stroke()
  ctx.fillStyle = look.ink
  ctx.font = `700 ${11 * ratio()}px ${look.font}`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(text, at, lane)
}

function label(
  { plot, look }: Painting,
  text: string,
  at: number,
  top: number,
  colour: string,
  align: 'left' | 'right',
): void {
  const { ctx } = plot
  ctx.save()
  ctx.font = `600 ${11 * ratio()}px ${look.font}`
  ctx.textAlign = align
  ctx.textBaseline = 'alphabetic'
  ctx.lineJoin = 'round'
  // a halo of the ground, so that a line beneath does not strike the words out
  ctx.strokeStyle = look.surface
  ctx.setLineDash([])
  ctx.lineWidth = 4 * ratio()
  ctx.strokeText(text, at, top)
  ctx.fillStyle = colour
  ctx.fillText(text, at, top)
  ctx.restore()
}

function segment(ctx: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.beginPath()
  ctx.moveTo(fromX, fromY)
  ctx.lineTo(toX, toY)
  ctx.stroke()
}

function clipped({ ctx, bbox }: uPlot, paint: () => void): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  paint()
  ctx.restore()
}
