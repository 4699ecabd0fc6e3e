import { useWords } from './words.ts'

interface SnowFigureProps {
  readonly name: string
  /** null: not known. */
  readonly cm: number | null
  readonly big?: boolean
}

/** One depth of a list of facts. */
export function SnowFigure({ name, cm, big = false }: SnowFigureProps) {
  const { t } = useWords()
  return (
    <div className={big ? 'is-big' : ''}>
      <dt>{name}</dt>
      <dd className="number">{cm === null ? t('unknown') : t('cm', { cm: cm.toFixed(1) })}</dd>
    </div>
  )
}
