import type { Language } from '../../criteria/reason-text.ts'
import type { Difference } from '../differences.ts'
import { timeOf } from '../differences.ts'
import { localMinute } from './local-text.ts'
import { html, type Markup } from './markup.ts'
import type { Labelled } from './plot.ts'
import { word } from './texts.ts'

/** Rows shown; a season of a town has some hundred. */
const MAX_ROWS = 200

/** What would have been called otherwise than it was. */
export function differencesSection(replays: readonly Labelled[], language: Language): Markup {
  const heading = html`<h2>${word(language, 'differences')}</h2>`
  if (replays.every(({ result }) => result.routes.every((it) => it.orders.length === 0)))
    return html`${heading}<p>${word(language, 'noOrders')}</p>`
  return html`${heading}${replays.map((it) => differencesOf(it, replays.length > 1, language))}`
}

function differencesOf({ label, result }: Labelled, named: boolean, language: Language): Markup {
  const heading = named ? html`<h3>${label}</h3>` : html``
  const { same, earlier, later, onlyRecorded, onlyReplayed } = result.differences
  const counts = [
    `${word(language, 'same')} ${same}`,
    `${word(language, 'earlier')} ${earlier}`,
    `${word(language, 'later')} ${later}`,
    `${word(language, 'onlyRecorded')} ${onlyRecorded}`,
    `${word(language, 'onlyReplayed')} ${onlyReplayed}`,
  ].join(' · ')
  const differing = result.routes
    .flatMap((it) => it.differences.map((difference) => ({ name: it.route.name, difference })))
    .filter(({ difference }) => difference.kind !== 'both' || difference.byMin !== 0)
    .sort((a, b) => timeOf(a.difference) - timeOf(b.difference))
  const rest = differing.length - MAX_ROWS
  return html`${heading}<p>${counts}</p>${
    differing.length === 0
      ? html``
      : html`<div class="scroll"><table><thead><tr>
<th>${word(language, 'route')}</th><th>${word(language, 'level')}</th><th>${word(language, 'recordedAt')}</th><th>${word(language, 'replayedAt')}</th><th>${word(language, 'difference')}</th></tr></thead><tbody>
${differing.slice(0, MAX_ROWS).map(({ name, difference }) => row(name, difference, result.authority.timeZone, language))}
</tbody></table></div>`
  }${rest > 0 ? html`<p>${word(language, 'more', { count: rest })}</p>` : html``}`
}

function row(name: string, difference: Difference, timeZone: string, language: Language): Markup {
  const recorded = 'recordedAtMs' in difference ? localMinute(difference.recordedAtMs, timeZone) : '–'
  const replayed = 'replayedAtMs' in difference ? localMinute(difference.replayedAtMs, timeZone) : '–'
  return html`<tr><th>${name}</th><td>${word(language, difference.level)}</td><td class="t">${recorded}</td><td class="t">${replayed}</td><td class="t">${what(difference, language)}</td></tr>`
}

function what(difference: Difference, language: Language): string {
  switch (difference.kind) {
    case 'only-recorded':
      return word(language, 'onlyRecorded')
    case 'only-replayed':
      return word(language, 'onlyReplayed')
    case 'both': {
      const minutes = `${Math.abs(difference.byMin)} ${word(language, 'minutes')}`
      return `${minutes} ${word(language, difference.byMin > 0 ? 'earlier' : 'later')}`
    }
  }
}
