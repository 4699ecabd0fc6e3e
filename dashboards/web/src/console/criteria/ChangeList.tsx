import type { Change } from './diff.ts'
import { useChangeTexts } from './texts.ts'
import { useWords } from './words.ts'
import './tables.css'

/** What changed, field by field, old and new; each row says in a word what happened. */
export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useWords()
  const { label, value } = useChangeTexts()
  if (changes.length === 0) return <p className="soft">{t('change.nothing')}</p>
  return (
    <table className="criteria-changes">
      <caption className="hidden-text">{t('change.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('change.field')}</th>
          <th scope="col">{t('change.before')}</th>
          <th scope="col">{t('change.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((it) => (
          <tr key={`${it.path} ${it.before === undefined}`}>
            <th scope="row">
              {label(it.path)}
              <span className="soft small criteria-happened">{t(`change.${happened(it)}`)}</span>
            </th>
            <td data-title={t('change.before')}>
              {it.before === undefined ? (
                <span className="soft">{t('change.none')}</span>
              ) : (
                <del>{value(it.path, it.before)}</del>
              )}
            </td>
            <td data-title={t('change.after')}>
              {it.after === undefined ? (
                <span className="soft">{t('change.none')}</span>
              ) : (
                <ins>{value(it.path, it.after)}</ins>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function happened({ before, after }: Change): 'added' | 'removed' | 'changed' {
  if (before === undefined || before === null) return 'added'
  return after === undefined || after === null ? 'removed' : 'changed'
}
