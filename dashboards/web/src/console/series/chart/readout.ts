import { inWords } from '../../ui/parts.tsx'
import { MEASURES } from '../api.ts'
import type { T } from '../words.ts'
import type { ChartEvent } from './events.ts'
import { type ChartModel, valueAt } from './model.ts'

/** What stands at a moment, in words: under the pointer, for readers of the screen, and in the table. */

const HOUR_MS = 3_600_000
/** Events and refused readings within so little of the chart's width are told with a moment. */
const NEAR_SHARE = 0.008

/** One decimal: depth is told to people in millimetres. */
export function cmText(cm: number): string {
  return cm.toFixed(1)
}

/** Sentences about a moment, without its time. @param spanMs length of time in sight. */
export function readAt(model: ChartModel, atMs: number, spanMs: number, t: T): string[] {
  const nearMs = spanMs * NEAR_SHARE
  const near = (it: { readonly atMs: number }) => Math.abs(it.atMs - atMs) <= nearMs
  const said = atMs > model.nowMs ? ahead(model, atMs, t) : measured(model, atMs, t)
  return [
    ...said,
    ...model.refused
      .filter(near)
      .slice(-2)
      .map((it) => refusedText(it, t)),
    ...model.events.filter(near).map((it) => eventText(it, t)),
    ...model.spans
      .filter((it) => atMs >= it.fromMs && atMs < it.toMs)
      .map(({ kind, reason }) => t(`event.${kind}`, { reason })),
  ]
}

function measured(model: ChartModel, atMs: number, t: T): string[] {
  const unknown = model.unknown.find((it) => atMs >= it.fromMs && atMs < it.toMs)
  if (unknown !== undefined) return [t('chart.readUnknown', { why: t(`why.${unknown.why}`) })]
  const told = MEASURES.flatMap((measure) => {
    const cm = valueAt(model.lines[measure], atMs)
    return cm === null ? [] : [`${t(`measure.${measure}`)} ${cmText(cm)} cm`]
  })
  const spread = model.spread === null ? [] : spreadText(model.spread, atMs, t)
  return told.length === 0 ? [t('chart.readNoValue')] : [...told, ...spread]
}

function spreadText({ at, low, high }: NonNullable<ChartModel['spread']>, atMs: number, t: T): string[] {
  const index = at.findLastIndex((it) => it <= atMs)
  const [least, most] = [low[index] ?? null, high[index] ?? null]
  return least === null || most === null ? [] : [t('chart.readSpread', { low: cmText(least), high: cmText(most) })]
}

function ahead(model: ChartModel, atMs: number, t: T): string[] {
  const fans = (['depth-since-pass', 'depth'] as const).flatMap((measure) => {
    const fan = model.fans[measure]
    const index = fan?.at.findIndex((it) => it >= atMs) ?? -1
    const of = fan?.quantiles[index]
    if (of === undefined) return []
    const figures = { p50: cmText(of.p50), p10: cmText(of.p10), p90: cmText(of.p90) }
    return [`${t(`measure.${measure}`)}: ${t('chart.readFan', figures)}`]
  })
  const bar = model.bars.find((it) => atMs >= it.fromMs && atMs < it.fromMs + HOUR_MS)
  const said = bar === undefined ? fans : [...fans, t('chart.readBar', { cm: cmText(bar.cm) })]
  return said.length === 0 ? [t('chance.unknown')] : said
}

/** An event in words. */
export function eventText(event: ChartEvent, t: T): string {
  switch (event.kind) {
    case 'pass': {
      const source = t(`source.${event.source}`)
      return event.device === null ? t('event.pass', { source }) : t('event.passBy', { source, device: event.device })
    }
    case 'decision':
      return `${t(`event.${event.result}`, { level: t(`level.${event.level}`, { ns: 'translation' }) })} – ${inWords(event.text)}`
    case 'order':
      return t(`event.${event.step}`, { level: t(`level.${event.level}`, { ns: 'translation' }) })
  }
}

/** A reading that was not used, with the tests that said so. */
export function refusedText({ cm, tests }: ChartModel['refused'][number], t: T): string {
  const named = tests.map((it) => t(`test.${it}`)).join('・')
  return cm === null
    ? t('chart.readRefusedNone', { tests: named })
    : t('chart.readRefused', { cm: cmText(cm), tests: named })
}

/** A level that a criterion fires at, in words. */
export function levelText(level: ChartModel['levels'][number], t: T): string {
  const { triggerCm: cm, by } = level
  const kind = t(`level.${level.level}`, { ns: 'translation' })
  if (by === null) return t('chart.trigger', { level: kind, cm })
  const until = by === 'deadline' ? t('chart.byDeadline') : t('chart.byTime', { by: hoursText(by, t) })
  return t('chart.triggerBy', { level: kind, cm, by: until })
}

function hoursText(by: string, t: T): string {
  return /^\d+h$/.test(by) ? t('route.hours', { h: by.slice(0, -1) }) : by
}
