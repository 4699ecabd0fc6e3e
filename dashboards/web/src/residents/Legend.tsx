import { useTranslation } from 'react-i18next'
import { CONDITION_LOOKS, type Shown, TREATMENT_LOOKS } from './map-look.ts'
import { DEPTH_STEPS, TREATMENTS } from './status.ts'

/** Every kind of line with its word. */
export function Legend({ shown }: { readonly shown: Shown }) {
  const { t } = useTranslation()
  const kinds =
    shown === 'treatment'
      ? TREATMENTS.map((it) => ({ name: it, look: TREATMENT_LOOKS[it], text: t(`treatment.${it}`) }))
      : DEPTH_STEPS.map((it) => ({ name: it, look: CONDITION_LOOKS[it], text: t(`depths.${it}`) }))
  return (
    <ul className="legend small" aria-label={t('map.legend')}>
      {kinds.map(({ name, look, text }) => (
        <li key={name}>
          <svg viewBox="0 0 36 12" width="36" height="12" aria-hidden="true">
            <line
              x1="5"
              x2="31"
              y1="6"
              y2="6"
              style={{ stroke: `var(${look.colour})` }}
              strokeWidth={look.widthPx}
              strokeLinecap={look.dash === null || look.dash[0] === 0.1 ? 'round' : 'butt'}
              {...(look.dash === null ? {} : { strokeDasharray: look.dash.map((it) => it * look.widthPx).join(' ') })}
            />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  )
}
