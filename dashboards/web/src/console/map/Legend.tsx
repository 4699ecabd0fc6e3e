import { CONDITION_LOOKS } from '../../shared/map/depth.ts'
import { LineSample } from '../../shared/map/LineSample.tsx'
import type { LayerName } from './layer-names.ts'
import { type Shown, TREATMENT_LOOKS } from './looks.ts'
import { CONDITIONS, TREATMENTS } from './model.ts'
import { ShapeSample } from './parts.tsx'
import { SENSOR_LOOKS, SENSOR_SHAPES } from './shapes.ts'
import { TREATMENT_SIGNS } from './signs.ts'
import { useWords } from './words.ts'

/** Every kind of line and sensor with its word. */
export function Legend({ shown, layers }: { readonly shown: Shown; readonly layers: ReadonlySet<LayerName> }) {
  const { t } = useWords()
  return (
    <div className="map-legend small">
      <p className="soft" aria-hidden="true">
        {t(shown === 'condition' ? 'byCondition' : 'byTreatment')}
      </p>
      <ul aria-label={`${t('legend')}: ${t(shown === 'condition' ? 'byCondition' : 'byTreatment')}`}>
        {shown === 'condition'
          ? CONDITIONS.map((it) => (
              <li key={it}>
                <LineSample look={CONDITION_LOOKS[it]} />
                {t(`condition.${it}`)}
              </li>
            ))
          : TREATMENTS.map((it) => (
              <li key={it}>
                <LineSample look={TREATMENT_LOOKS[it]} />
                {t(`treatment.${it}`)} <span className="soft">{TREATMENT_SIGNS[it]}</span>
              </li>
            ))}
      </ul>
      {layers.has('sensors') && (
        <>
          <p className="soft" aria-hidden="true">
            {t('layer.sensors')}
          </p>
          <ul aria-label={`${t('legend')}: ${t('layer.sensors')}`}>
            {SENSOR_LOOKS.map((it) => (
              <li key={it}>
                <ShapeSample shape={SENSOR_SHAPES[it]} />
                {t(`sensor.${it}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
