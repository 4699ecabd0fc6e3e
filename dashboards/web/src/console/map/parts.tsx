import { CONDITION_LOOKS } from '../../shared/map/depth.ts'
import { LineSample } from '../../shared/map/LineSample.tsx'
import { Badge } from '../ui/Badge.tsx'
import type { RoadNow, Treatment } from './model.ts'
import type { Shape } from './shapes.ts'
import { useWords } from './words.ts'

/** A sensor as the map draws it. */
export function ShapeSample({ shape }: { readonly shape: Shape }) {
  const colour = `var(${shape.colour})`
  return (
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" className="map-sample">
      <path
        d={shape.path}
        style={{ stroke: colour, fill: shape.filled ? colour : 'none' }}
        strokeWidth={shape.filled ? 1 : 4}
        strokeLinecap="round"
      />
    </svg>
  )
}

const TONES = {
  proposed: ['warn', 'bell'],
  ordered: ['warn', 'ordered'],
  accepted: ['info', 'done'],
  working: ['info', 'working'],
  done: ['good', 'done'],
  none: ['calm', 'none'],
} as const

export function TreatmentBadge({ treatment }: { readonly treatment: Treatment }) {
  const { t } = useWords()
  const [tone, icon] = TONES[treatment]
  return (
    <Badge tone={tone} icon={icon}>
      {t(`treatment.${treatment}`)}
    </Badge>
  )
}

/** Snow now in a few words, beside its line. */
export function ConditionText({ it }: { readonly it: RoadNow }) {
  const { t } = useWords()
  const depthCm = it.now?.condition.depthCm ?? null
  return (
    <span className="map-condition">
      <LineSample look={CONDITION_LOOKS[it.condition]} />
      {depthCm === null ? (
        <span>
          {t('condition.unknown')}
          <span className="soft small">{`（${t(`why.${it.now?.condition.why ?? 'no-sensor'}`)}）`}</span>
        </span>
      ) : (
        <strong className="number">{t('condition.cm', { cm: depthText(depthCm) })}</strong>
      )}
    </span>
  )
}

/** Tenths where they tell something. */
export function depthText(cm: number): string {
  return cm < 10 ? String(Math.round(cm * 10) / 10) : String(Math.round(cm))
}
