import { useTranslation } from 'react-i18next'
import { CONDITION_LOOKS, DEPTH_STEPS } from '../shared/map/depth.ts'
import { LineSample } from '../shared/map/LineSample.tsx'
import { type Shown, TREATMENT_LOOKS } from './map-look.ts'
import { TREATMENTS } from './status.ts'

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
          <LineSample look={look} />
          {text}
        </li>
      ))}
    </ul>
  )
}
