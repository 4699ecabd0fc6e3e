import { Icon } from '../../shared/icons.tsx'
import { useApi, useWholeList } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { Ago } from '../ui/times.tsx'
import { firesWhen } from './CriterionText.tsx'
import './criteria.css'
import { useFormWords } from './form-words.ts'
import { personName, useScopeText } from './texts.ts'
import type { CoverageOfAll, Covered, CriterionVersion } from './types.ts'
import { useWords } from './words.ts'

const SCOPE_ORDER = ['authority', 'road-class', 'block', 'route'] as const
const LEVELS = ['dispatch', 'standby'] as const

/** Every criterion by scope: what is in force where, what goes before what, what is in the making. */
export default function ListPage() {
  const { t } = useWords()
  const coverage = useApi<CoverageOfAll>('/api/v1/criteria/coverage')
  const mayWrite = useMay('criteria:write')
  return (
    <Page
      title={t('list.title')}
      lead={`${t('list.lead')} ${t('list.narrow')}`}
      actions={
        mayWrite && (
          <Link to="/console/criteria/new" className="button is-main">
            <Icon name="plus" />
            {t('list.new')}
          </Link>
        )
      }
    >
      <div className="criteria-stack">
        <Waiting />
        <Loaded query={coverage}>
          {(data) => (
            <>
              <Gaps coverage={data} />
              {data.items.length === 0 && (
                <Empty title={t('list.none')}>
                  <p>{t('list.noneText')}</p>
                </Empty>
              )}
              {LEVELS.map((level) => (
                <Level key={level} level={level} items={data.items.filter((it) => it.criterion.level === level)} />
              ))}
            </>
          )}
        </Loaded>
      </div>
    </Page>
  )
}

/** Roads that nothing decides about are told first: there nothing is ever proposed. */
function Gaps({ coverage: { routes, without } }: { readonly coverage: CoverageOfAll }) {
  const { t } = useWords()
  if (routes === 0) return null
  if (without.dispatch === 0) {
    return (
      <p>
        <Badge tone="good">{t('list.all', { routes })}</Badge>
      </p>
    )
  }
  return (
    <div className="criteria-gap" role="note">
      <Icon name="warn" />
      <p>
        <strong>{t('list.without', { count: without.dispatch, routes })}</strong> {t('list.withoutText')}
      </p>
    </div>
  )
}

function Level({ level, items }: { readonly level: 'dispatch' | 'standby'; readonly items: readonly Covered[] }) {
  const form = useFormWords()
  if (items.length === 0) return null
  const sorted = SCOPE_ORDER.flatMap((kind) => items.filter((it) => it.criterion.scope.kind === kind))
  return (
    <Panel title={form.t(`choice.${level}`)}>
      <ul className="criteria-list">
        {sorted.map((it) => (
          <Row key={it.criterion.id} item={it} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ item }: { readonly item: Covered }) {
  const { t } = useWords()
  const form = useFormWords()
  const { criterion, rests, inForce, inScope, yieldsTo, coming } = item
  const scope = useScopeText(criterion.scope)
  return (
    <li className={`criteria-row criteria-depth-${criterion.scope.kind}`}>
      <div className="criteria-row-head">
        <Link to={`/console/criteria/${encodeURIComponent(criterion.id)}`} className="criteria-name">
          {criterion.name ?? criterion.id}
        </Link>
        <span className="criteria-scope">{scope}</span>
        <span className="row">
          {rests === null ? (
            <Badge tone={inForce > 0 ? 'good' : 'calm'}>{t('list.onRoutes', { inForce, inScope })}</Badge>
          ) : (
            <Badge tone="calm">{t(`list.rests.${rests}`)}</Badge>
          )}
          <Badge
            tone={criterion.mode === 'automatic' ? 'info' : 'calm'}
            icon={criterion.mode === 'automatic' ? 'live' : 'person'}
          >
            {form.t(`choice.${criterion.mode}Short`)}
          </Badge>
        </span>
      </div>
      <p>{firesWhen(criterion.words)}</p>
      {(coming !== null || yieldsTo.length > 0) && (
        <p className="soft small">
          {[
            ...(rests === null ? yieldsTo.map((it) => t('list.yields', it)) : []),
            ...(coming === null ? [] : [t(coming.from === null ? 'list.comingOver' : 'list.coming', coming)]),
          ].join(' · ')}
        </p>
      )}
    </li>
  )
}

function Waiting() {
  const { t } = useWords()
  const drafts = useWholeList<CriterionVersion>('/api/v1/criteria/drafts')
  if (drafts.data === undefined || drafts.data.length === 0) return null
  return (
    <Panel title={t('list.waiting')}>
      <ul className="criteria-waiting">
        {drafts.data.map((it) => (
          <li key={`${it.criterion.id} ${it.criterion.version}`} className="row">
            <Badge tone={it.status === 'review' ? 'warn' : 'calm'} icon={it.status === 'review' ? 'bell' : 'edit'}>
              {t(`status.${it.status}`)}
            </Badge>
            <Link to={`/console/criteria/${encodeURIComponent(it.criterion.id)}`}>
              {it.criterion.name ?? it.criterion.id} · {t('one.version', { version: it.criterion.version })}
            </Link>
            <span className="soft small">
              {personName(it.author, it.people)} · <Ago at={it.submittedAt ?? it.createdAt} />
              {it.note !== null && ` · ${it.note}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
