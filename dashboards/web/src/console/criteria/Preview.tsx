import { Link } from '../../shared/router.tsx'
import { Panel } from '../ui/Page.tsx'
import { Loading, Problem } from '../ui/Problem.tsx'
import { inWords } from '../ui/parts.tsx'
import { CriterionText } from './CriterionText.tsx'
import { useEditWords } from './edit-words.ts'
import type { Checked } from './types.ts'
import type { Check } from './use-check.ts'

/** The criterion in the form in plain words, as the service reads it. */
export function Preview({ check }: { readonly check: Check }) {
  const { t } = useEditWords()
  const { checked, problems, failed } = check
  return (
    <Panel title={t('edit.preview')} className="criteria-preview">
      <div aria-live="polite" className="stack-s">
        {problems.length > 0 && (
          <p className="error-text">
            {t('edit.wrongs', { count: problems.length })} {checked !== undefined && t('edit.previewOld')}
          </p>
        )}
        {failed !== null && <Problem error={failed} />}
        {checked === undefined ? (
          problems.length === 0 && failed === null && <Loading />
        ) : (
          <div className={problems.length > 0 ? 'criteria-old' : ''} data-current={check.current}>
            <CriterionText words={checked.words} brief />
          </div>
        )}
      </div>
    </Panel>
  )
}

/** Where it would be in force, and what it would take the place of. */
export function Where({ checked }: { readonly checked: Checked }) {
  const { t } = useEditWords()
  const { counts, supersedes, yieldsTo, routes } = checked
  return (
    <Panel title={t('edit.where')}>
      <div className="stack-s">
        <p>
          <strong>{t('edit.counts', counts)}</strong>
        </p>
        {supersedes.length === 0 && yieldsTo.length === 0 && <p>{t('edit.alone')}</p>}
        {supersedes.length > 0 && (
          <p>{t('edit.superseding', { count: counts.superseding, ids: supersedes.join(', ') })}</p>
        )}
        {yieldsTo.length > 0 && <p>{t('edit.yields', { ids: yieldsTo.join(', ') })}</p>}
        {routes.length > 0 && (
          <details>
            <summary>{t('edit.routes')}</summary>
            <ul className="criteria-routes small">
              {routes.map((it) => (
                <li key={it.id}>
                  <Link to={`/console/routes/${encodeURIComponent(it.id)}`}>{it.name}</Link>
                  <span className="soft">{inWords(it.why)}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Panel>
  )
}
