import type { Language } from '../../criteria/reason-text.ts'
import { MINUTE_MS } from '../../domain/time.ts'
import type { Note } from '../notes.ts'
import type { ReplayResult } from '../result.ts'
import { differencesSection } from './differences-section.ts'
import { localMinute } from './local-text.ts'
import { html, Markup } from './markup.ts'
import type { Labelled } from './plot.ts'
import { routeSection } from './route-section.ts'
import { STYLE } from './style.ts'
import { summarySection } from './summary-section.ts'
import { CAVEATS, word } from './texts.ts'

export type { Labelled } from './plot.ts'

export interface ReportOptions {
  readonly language: Language
  /** What a reader should know of the history itself. */
  readonly notes?: readonly Note[]
}

/** Plots of more routes than these would be a file nobody opens; the tables hold all. */
const MAX_PLOTS = 300

/**
 * The report of one replay, or of two over the same history side by side: one HTML file that needs nothing else, for
 * screen and paper.
 */
export function reportPage(replays: readonly Labelled[], { language, notes = [] }: ReportOptions): string {
  const [first] = replays
  if (first === undefined) return ''
  const { result } = first
  const routes = [...result.routes].sort((a, b) => b.tally.calls.dispatch - a.tally.calls.dispatch)
  const title = `${word(language, 'title')} · ${result.authority.name}`
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${STYLE_MARKUP}</style></head><body><main>
<h1>${title}</h1>
<p class="meta">${spanText(result, language)}<br>${modelText(result, language)}</p>
${summarySection(replays, language)}
${modes(result, language)}
${differencesSection(replays, language)}
<h2>${word(language, 'routes')}</h2>
${legend(language)}
${routes.slice(0, MAX_PLOTS).map((it) => routeSection(it, replays, language))}
${routes.length > MAX_PLOTS ? html`<p>${word(language, 'more', { count: routes.length - MAX_PLOTS })}</p>` : html``}
<h2>${word(language, 'notes')}</h2>
<ul>${CAVEATS.map((it) => html`<li>${it[language]}</li>`)}${notes.map((it) => html`<li>${it[language]}</li>`)}</ul>
<h2>${word(language, 'criteria')}</h2>
${replays.map((it) => criteria(it, replays.length > 1))}
</main></body></html>
`
  return page.text
}

const STYLE_MARKUP = new Markup(STYLE)

function spanText({ plan, authority }: ReplayResult, language: Language): string {
  const span = `${localMinute(plan.fromMs, authority.timeZone)} – ${localMinute(plan.toMs, authority.timeZone)}`
  const step = plan.stepMs / MINUTE_MS
  const judged = `${word(language, 'step')} ${step} ${word(language, 'minutes')}`
  return `${word(language, 'span')} ${span} (${word(language, 'zone')} ${authority.timeZone}) · ${judged}`
}

function modelText({ plan: { response } }: ReplayResult, language: Language): string {
  const { approveMin: approve, answerMin: answer, mobiliseMin: mobilise } = response
  const of = response.passes === 'modelled' ? 'modelled' : 'recordedOnly'
  return `${word(language, 'model')}: ${word(language, of, { approve, answer, mobilise })}`
}

function modes({ modes: changes, authority }: ReplayResult, language: Language): Markup {
  if (changes.length === 0) return html``
  return html`<h2>${word(language, 'modesOn')}</h2><ul>${changes.map(
    (it) =>
      html`<li>${localMinute(it.atMs, authority.timeZone)} ${it.modeId}: ${word(language, it.active ? 'on' : 'off')}</li>`,
  )}</ul>`
}

function legend(language: Language): Markup {
  const item = (drawn: Markup, text: string) =>
    html`<span><svg viewBox="0 0 26 12" aria-hidden="true">${drawn}</svg>${text}</span>`
  return html`<p class="legend">
${item(html`<path class="since-pass" d="M0 8L8 6L16 3L26 2"/>`, word(language, 'sincePass'))}
${item(html`<path class="new-snow" d="M0 8L26 3"/>`, word(language, 'newSnow'))}
${item(html`<g class="trigger dispatch"><path d="M0 6H26"/></g>`, `${word(language, 'trigger')} (${word(language, 'dispatch')})`)}
${item(html`<g class="trigger standby"><path d="M0 6H26"/></g>`, `${word(language, 'trigger')} (${word(language, 'standby')})`)}
${item(html`<path class="fire" d="M13 2l4 8h-8z"/>`, word(language, 'fire'))}
${item(html`<path class="release" d="M13 10l4 -8h-8z"/>`, word(language, 'release'))}
${item(html`<rect class="unknown" width="26" height="12"/>`, word(language, 'unknown'))}
${item(html`<g class="lane"><rect class="dispatch" y="1" width="12" height="10"/><rect class="standby" x="14" y="4" width="12" height="4"/></g>`, `${word(language, 'replay')} (${word(language, 'dispatch')}, ${word(language, 'standby')})`)}
${item(html`<g class="lane recorded"><rect x="1" y="1" width="24" height="10"/></g>`, word(language, 'record'))}
</p>`
}

function criteria({ label, result }: Labelled, named: boolean): Markup {
  const shown = result.criteria.map(({ authorityId: _, version: __, ...one }) => one)
  return html`${named ? html`<h3>${label}</h3>` : html``}<pre>${JSON.stringify(shown, null, 2)}</pre>`
}
