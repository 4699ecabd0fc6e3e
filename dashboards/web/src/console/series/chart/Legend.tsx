import { MEASURES, type Measure } from '../api.ts'
import { useWords } from '../words.ts'
import type { ChartModel } from './model.ts'

/** What the lines, bands and marks are: by dash and shape as well as by colour. */
export function Legend({ model, measure }: { readonly model: ChartModel; readonly measure: Measure }) {
  const { t } = useWords()
  const levels = model.levels.filter((it) => it.measure === measure)
  const fan = model.fans[measure] !== undefined
  const items: readonly (readonly [look: string, text: string, shown: boolean])[] = [
    ...MEASURES.map((it) => [`line-${it}`, t(`measure.${it}`), model.lines[it].at.length > 0] as const),
    ['spread', t('chart.legendSpread'), model.spread !== null],
    ['raw', t('chart.legendRaw'), model.raw.some((it) => it.at.length > 0)],
    ['refused', t('chart.legendRefused'), model.refused.length > 0],
    ['fan', t('chart.legendFan'), fan],
    ['bars', t('chart.legendBars'), model.bars.length > 0],
    ['trigger', t('chart.legendTrigger'), levels.length > 0],
    ['release', t('chart.legendRelease'), levels.some((it) => it.releaseCm !== null)],
    ['unknown', t('chart.legendUnknown'), model.unknown.length > 0],
    ['silence', t('chart.legendSilence'), model.spans.length > 0],
  ]
  return (
    <ul className="series-legend small">
      {items
        .filter(([, , shown]) => shown)
        .map(([look, text]) => (
          <li key={look}>
            <Swatch look={look} />
            {text}
          </li>
        ))}
      {!fan && model.toMs > model.nowMs && <li className="soft">{t('chart.noFan')}</li>}
    </ul>
  )
}

function Swatch({ look }: { readonly look: string }) {
  return (
    <svg className={`series-swatch is-${look}`} viewBox="0 0 28 14" width="28" height="14" aria-hidden="true">
      <Shape look={look} />
    </svg>
  )
}

function Shape({ look }: { readonly look: string }) {
  switch (look) {
    case 'raw':
      return (
        <>
          <circle cx="6" cy="9" r="2.2" />
          <circle cx="14" cy="5" r="2.2" />
          <circle cx="22" cy="8" r="2.2" />
        </>
      )
    case 'refused':
      return <path d="M10 3l8 8M18 3l-8 8" />
    case 'fan':
      return (
        <>
          <path className="is-wide" d="M0 7L28 0V14z" />
          <path className="is-narrow" d="M0 7L28 4V10z" />
        </>
      )
    case 'bars':
      return <path d="M3 14V6h6v8zM11 14V2h6v12zM19 14V8h6v6z" />
    case 'unknown':
      return <path d="M0 0h28v14H0zM0 14L14 0M7 14L21 0M14 14L28 0" />
    case 'silence':
      return <path d="M0 8h28v6H0z" />
    case 'spread':
      return <path d="M0 3h28M0 11h28" />
    default:
      return <path d="M0 7h28" />
  }
}
