import type { Language } from '../../criteria/reason-text.ts'
import type { RecordedTally } from '../recorded-tally.ts'
import type { Tally } from '../route-tally.ts'
import { figure } from './local-text.ts'
import { html, type Markup } from './markup.ts'
import type { Labelled } from './plot.ts'
import { type Word, word } from './texts.ts'

interface Row {
  readonly word: Word
  readonly replayed: (tally: Tally) => number
  /** Null: the record says nothing of it. */
  readonly recorded: (tally: RecordedTally) => number | null
}

const NOT_RECORDED = () => null

const ROWS: readonly Row[] = [
  { word: 'dispatchCalls', replayed: (it) => it.calls.dispatch, recorded: (it) => it.calls.dispatch },
  { word: 'standbyCalls', replayed: (it) => it.calls.standby, recorded: (it) => it.calls.standby },
  { word: 'nightCalls', replayed: (it) => it.nightCalls, recorded: (it) => it.nightCalls },
  { word: 'withdrawn', replayed: (it) => it.withdrawn, recorded: NOT_RECORDED },
  { word: 'fallbacks', replayed: (it) => it.fallbacks, recorded: NOT_RECORDED },
  { word: 'plowHours', replayed: (it) => it.plowHours, recorded: (it) => it.plowHours },
  { word: 'standbyHours', replayed: (it) => it.standbyHours, recorded: NOT_RECORDED },
  { word: 'met', replayed: (it) => it.deadlines.met, recorded: (it) => it.deadlines.met },
  { word: 'missed', replayed: (it) => it.deadlines.missed, recorded: (it) => it.deadlines.missed },
  { word: 'cannotTell', replayed: (it) => it.deadlines.unknown, recorded: (it) => it.deadlines.unknown },
  { word: 'startedTooLate', replayed: (it) => it.deadlines.startedTooLate, recorded: NOT_RECORDED },
  { word: 'standing', replayed: (it) => it.standing.missed, recorded: NOT_RECORDED },
  { word: 'standingUnknown', replayed: (it) => it.standing.unknown, recorded: NOT_RECORDED },
  { word: 'judgedHours', replayed: (it) => it.judgedHours, recorded: NOT_RECORDED },
  { word: 'unknownHours', replayed: (it) => it.unknownHours, recorded: NOT_RECORDED },
  { word: 'withoutCriterionHours', replayed: (it) => it.withoutCriterionHours, recorded: NOT_RECORDED },
]

/** All routes together, each replay beside what is on record, then the figures that matter route by route. */
export function summarySection(replays: readonly Labelled[], language: Language): Markup {
  const first = replays[0]?.result
  // Without any order on record there is nothing to compare with, and 0 would be a claim.
  const recorded = first?.routes.some((it) => it.orders.length > 0) ? first.recorded : undefined
  return html`<h2>${word(language, 'summary')}</h2>
<div class="scroll"><table><thead><tr><th>${word(language, 'figure')}</th>${replays.map(
    (it) => html`<th class="n">${it.label}</th>`,
  )}<th class="n">${word(language, 'record')}</th></tr></thead><tbody>
${ROWS.map(
  (row) =>
    html`<tr><th>${word(language, row.word)}</th>${replays.map(
      (it) => html`<td class="n">${figure(row.replayed(it.result.total), language)}</td>`,
    )}<td class="n">${figure(recorded === undefined ? null : row.recorded(recorded), language)}</td></tr>`,
)}
</tbody></table></div>
${byRoute(replays, language)}`
}

const ROUTE_ROWS: readonly Word[] = [
  'dispatchCalls',
  'standbyCalls',
  'plowHours',
  'met',
  'missed',
  'standing',
  'unknownHours',
]

function byRoute(replays: readonly Labelled[], language: Language): Markup {
  const routes = replays[0]?.result.routes ?? []
  if (routes.length < 2) return html``
  const rows = ROWS.filter((it) => ROUTE_ROWS.includes(it.word))
  const cells = (id: string, of: Row) =>
    replays
      .map((it) => it.result.routes.find(({ route }) => route.id === id))
      .map((it) => (it === undefined ? '–' : figure(of.replayed(it.tally), language)))
      .join(' / ')
  return html`<div class="scroll"><table><thead><tr><th>${word(language, 'route')}</th>${rows.map(
    (it) => html`<th class="n">${word(language, it.word)}</th>`,
  )}</tr></thead><tbody>${routes.map(
    ({ route }) =>
      html`<tr><th><a href="#r-${route.id}">${route.name}</a></th>${rows.map((it) => html`<td class="n">${cells(route.id, it)}</td>`)}</tr>`,
  )}</tbody></table></div>`
}
