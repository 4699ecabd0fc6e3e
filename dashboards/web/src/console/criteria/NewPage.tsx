import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { inWords } from '../ui/parts.tsx'
import { CriterionText, firesWhen } from './CriterionText.tsx'
import './criteria.css'
import type { Template } from './types.ts'
import { useWords } from './words.ts'

/** What one begins from: a rule that an authority is known to use, or a blank form. */
export default function NewPage() {
  const { t } = useWords()
  const templates = useApi<{ criteria: readonly Template[] }>('/api/v1/criteria/templates', { everyMs: false })
  return (
    <Page
      title={t('new.title')}
      lead={t('new.lead')}
      back={{ to: '/console/criteria', label: t('list.title') }}
      actions={
        <Link to="/console/criteria/new/blank" className="button">
          {t('new.blank')}
        </Link>
      }
    >
      <Loaded query={templates}>
        {({ criteria }) => (
          <div className="criteria-groups">
            {byAuthority(criteria).map((group) => (
              <Group key={group[0]?.authority.en} templates={group} />
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Group({ templates }: { readonly templates: readonly Template[] }) {
  const [first] = templates
  if (first === undefined) return null
  return (
    <Panel title={inWords(first.authority)}>
      <ul className="criteria-templates">
        {templates.map((it) => (
          <TemplateCard key={it.id} template={it} />
        ))}
      </ul>
    </Panel>
  )
}

function TemplateCard({ template }: { readonly template: Template }) {
  const { t } = useWords()
  const { id, title, says, note, words } = template
  return (
    <li className="criteria-template">
      <h3>{inWords(title)}</h3>
      <p>{firesWhen(words)}</p>
      <p className="soft small">
        {t('new.source')}: {inWords(says)}
      </p>
      <details>
        <summary>{t('new.full')}</summary>
        <div className="stack-s">
          <CriterionText words={words} />
          <p className="small">
            {t('new.read')}: {inWords(note)}
          </p>
        </div>
      </details>
      <Link to={`/console/criteria/new/${id}`} className="button">
        {t('new.use')}
        <span className="hidden-text">: {inWords(title)}</span>
      </Link>
    </li>
  )
}

/** In the order of the list. */
function byAuthority(templates: readonly Template[]): Template[][] {
  const groups = new Map<string, Template[]>()
  for (const it of templates) groups.set(it.authority.en, [...(groups.get(it.authority.en) ?? []), it])
  return [...groups.values()]
}
