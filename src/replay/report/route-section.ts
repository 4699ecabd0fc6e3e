import { type Language, reasonText } from '../../criteria/reason-text.ts'
import type { Call } from '../responder.ts'
import type { RouteResult } from '../result.ts'
import { outcomeOf } from '../route-tally.ts'
import { localMinute } from './local-text.ts'
import { html, type Markup } from './markup.ts'
import { type Labelled, routePlot } from './plot.ts'
import { word } from './texts.ts'

/** Calls listed of a route, and up to how many the list stands open. */
const MAX_CALLS = 100
const OPEN_CALLS = 12

/** One route: what it is, its plot, and its calls with their reasons. */
export function routeSection(route: RouteResult, replays: readonly Labelled[], language: Language): Markup {
  const { id, name, roadClass, deadline, plowMinutes } = route.route
  const facts = [
    id,
    roadClass,
    deadline === null ? word(language, 'noDeadline') : `${word(language, 'deadlineAt')} ${deadline}`,
    `${word(language, 'plowTakes')} ${plowMinutes} ${word(language, 'minutes')}`,
    `${word(language, 'sensors')}: ${route.devices.join(', ') || '–'}`,
  ]
  return html`<section class="route" id="r-${id}"><h3>${name}</h3><p class="facts">${facts.join(' · ')}</p>
${routePlot(id, replays, language)}
${replays.map((it) => callsOf(it, id, replays.length > 1, language))}</section>`
}

function callsOf({ label, result }: Labelled, routeId: string, named: boolean, language: Language): Markup {
  const calls = result.routes.find((it) => it.route.id === routeId)?.calls ?? []
  const prefix = named ? `${label}: ` : ''
  if (calls.length === 0) return html`<p class="facts">${prefix}${word(language, 'noCalls')}</p>`
  const { timeZone } = result.authority
  const rest = calls.length - MAX_CALLS
  const heads = ['called', 'level', 'ended', 'how', 'outcome', 'approval', 'why'] as const
  const open = calls.length <= OPEN_CALLS ? html` open` : html``
  return html`<details${open}><summary>${prefix}${word(language, 'calls')}: ${calls.length}</summary><div class="scroll"><table><thead><tr>${heads.map(
    (it) => html`<th>${word(language, it)}</th>`,
  )}</tr></thead><tbody>${calls.slice(0, MAX_CALLS).map((it) => row(it, timeZone, language))}</tbody></table></div>${rest > 0 ? html`<p>${word(language, 'more', { count: rest })}</p>` : html``}</details>`
}

function row(call: Call, timeZone: string, language: Language): Markup {
  const outcome = call.level === 'dispatch' && call.end !== 'withdrawn' ? outcomeOf(call) : null
  const reasons = call.reasons.map((it) => reasonText(it, language)).join(language === 'ja' ? '。' : '; ')
  return html`<tr><td class="t">${localMinute(call.calledAtMs, timeZone)}</td><td class="t">${word(language, call.level)}</td>
<td class="t">${call.endedAtMs === null ? '–' : localMinute(call.endedAtMs, timeZone)}</td><td class="t">${word(language, `end-${call.end}`)}</td>
<td class="t ${outcome ?? ''}">${outcome === null ? '–' : word(language, `outcome-${outcome}`)}</td><td>${word(language, `approval-${call.approval}`)}</td><td class="why">${reasons}</td></tr>`
}
