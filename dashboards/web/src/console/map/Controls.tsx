import { setSearch } from '../../shared/router.tsx'
import { Checkbox, Select, TextInput } from '../ui/fields.tsx'
import { LAYER_NAMES, type LayerName } from './layer-names.ts'
import { CONDITIONS, type MapLines, TREATMENTS } from './model.ts'
import type { Sought } from './search.ts'
import { useWords } from './words.ts'

const ALL = ''

/** The words that are looked for; kept in the address. */
export function Search({ sought }: { readonly sought: Sought }) {
  const { t } = useWords()
  return (
    <search className="map-search no-print">
      <TextInput
        label={t('search')}
        type="search"
        placeholder={t('searchHint')}
        value={sought.text}
        onChange={(text) => setSearch({ q: text })}
      />
    </search>
  )
}

/** Which roads are looked for; kept in the address. */
export function Filters({ sought, lines }: { readonly sought: Sought; readonly lines: MapLines | undefined }) {
  const { t } = useWords()
  const blocks = (lines?.blocks ?? []).map((it) => ({ value: it.id, label: it.name }))
  const all = { value: ALL, label: t('all') }
  return (
    <fieldset className="map-filters no-print">
      <legend className="hidden-text">{t('filter')}</legend>
      <Select
        label={t('block')}
        value={sought.block ?? ALL}
        options={[{ value: ALL, label: t('allBlocks') }, ...blocks]}
        onChange={(block) => setSearch({ block })}
      />
      <Select
        label={t('filterCondition')}
        value={sought.condition ?? ALL}
        options={[all, ...CONDITIONS.map((it) => ({ value: it, label: t(`condition.${it}`) }))]}
        onChange={(condition) => setSearch({ condition })}
      />
      <Select
        label={t('filterTreatment')}
        value={sought.treatment ?? ALL}
        options={[all, ...TREATMENTS.map((it) => ({ value: it, label: t(`treatment.${it}`) }))]}
        onChange={(treatment) => setSearch({ treatment })}
      />
    </fieldset>
  )
}

interface LayersProps {
  readonly layers: ReadonlySet<LayerName>
  /** What the caller may see at all. */
  readonly available: readonly LayerName[]
  onLayers(layers: ReadonlySet<LayerName>): void
}

/** By what the roads are coloured. */
export function Colouring({ sought }: { readonly sought: Sought }) {
  const { t } = useWords()
  return (
    <fieldset className="map-switch no-print">
      <legend className="small">{t('colourBy')}</legend>
      {(['condition', 'treatment'] as const).map((it) => (
        <button
          key={it}
          type="button"
          className="button"
          aria-pressed={sought.shown === it}
          onClick={() => setSearch({ by: it === 'condition' ? null : it })}
        >
          {t(it === 'condition' ? 'byCondition' : 'byTreatment')}
        </button>
      ))}
    </fieldset>
  )
}

/** What lies over the roads. */
export function Layers({ layers, available, onLayers }: LayersProps) {
  const { t } = useWords()
  const toggle = (name: LayerName) => {
    const next = new Set(layers)
    if (!next.delete(name)) next.add(name)
    onLayers(next)
  }
  return (
    <fieldset className="map-switch no-print">
      <legend className="small">{t('layers')}</legend>
      {LAYER_NAMES.filter((it) => available.includes(it)).map((it) => (
        <Checkbox key={it} label={t(`layer.${it}`)} checked={layers.has(it)} onChange={() => toggle(it)} />
      ))}
    </fieldset>
  )
}
