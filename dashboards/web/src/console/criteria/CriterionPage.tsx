import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import type { Params } from '../pages.ts'
import { Badge } from '../ui/Badge.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { CriterionText } from './CriterionText.tsx'
import './criteria.css'
import { useFormWords } from './form-words.ts'
import { useScopeText } from './texts.ts'
import type { Criterion, CriterionVersion } from './types.ts'
import { VersionItem } from './VersionItem.tsx'
import { useWords } from './words.ts'

/** One criterion: what is in force in words, what is to come, and every version with who, when and why. */
export default function CriterionPage({ params: { id = '' } }: { readonly params: Params }) {
  const { t } = useWords()
  const mayWrite = useMay('criteria:write')
  const versions = useApi<{ items: readonly CriterionVersion[] }>(
    `/api/v1/criteria/${encodeURIComponent(id)}/versions?limit=1000`,
  )
  const items = versions.data?.items ?? []
  const open = items.find((it) => it.status === 'draft' || it.status === 'review')
  const shown = items.find((it) => it.inForce) ?? items[0]
  return (
    <Page
      title={shown?.criterion.name ?? id}
      lead={shown?.criterion.name ? id : undefined}
      back={{ to: '/console/criteria', label: t('list.title') }}
      actions={
        mayWrite &&
        shown !== undefined && (
          <Link to={`/console/criteria/${encodeURIComponent(id)}/edit`} className="button is-main">
            {open === undefined ? t('one.edit') : t('one.editDraft', { version: open.criterion.version })}
          </Link>
        )
      }
    >
      <Loaded query={versions}>{() => <Whole items={items} />}</Loaded>
    </Page>
  )
}

function Whole({ items }: { readonly items: readonly CriterionVersion[] }) {
  const { t } = useWords()
  const open = items.filter((it) => it.status === 'draft' || it.status === 'review')
  const decided = items.filter((it) => !open.includes(it))
  const holding = items.find((it) => it.inForce)
  const published = items.find((it) => it.status === 'published')
  const next = published !== undefined && published !== holding ? published.criterion : undefined
  return (
    <div className="criteria-stack">
      {open.map((it) => (
        <VersionItem key={it.criterion.version} version={it} items={items} />
      ))}
      {holding === undefined ? (
        <Panel>
          <Empty title={t('one.notInForce')}>
            <p>{t('one.notInForceText')}</p>
          </Empty>
        </Panel>
      ) : (
        <Standing
          title={`${t('one.inForce')} · ${t('one.version', { version: holding.criterion.version })}`}
          criterion={holding.criterion}
        />
      )}
      {next !== undefined && (
        <Standing
          title={t('one.next', { version: next.version, from: next.effective?.from ?? '–' })}
          criterion={next}
        />
      )}
      {decided.length > 0 && (
        <Panel title={t('one.versions')}>
          <ol className="criteria-versions">
            {decided.map((it) => (
              <li key={it.criterion.version}>
                <VersionItem version={it} items={items} within />
              </li>
            ))}
          </ol>
        </Panel>
      )}
    </div>
  )
}

function Standing({ title, criterion }: { readonly title: string; readonly criterion: Criterion }) {
  const form = useFormWords()
  const scope = useScopeText(criterion.scope)
  return (
    <Panel title={title}>
      <div className="stack-s">
        <p className="row">
          <Badge tone="calm" icon="map">
            {scope}
          </Badge>
          <Badge tone="calm" icon="order">
            {form.t(`choice.${criterion.level}`)}
          </Badge>
          <Badge
            tone={criterion.mode === 'automatic' ? 'info' : 'calm'}
            icon={criterion.mode === 'automatic' ? 'live' : 'person'}
          >
            {form.t(`choice.${criterion.mode}Short`)}
          </Badge>
        </p>
        <CriterionText words={criterion.words} />
      </div>
    </Panel>
  )
}
