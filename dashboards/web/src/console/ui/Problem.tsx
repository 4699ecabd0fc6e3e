import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem, FieldProblem } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { problemSentence } from './problem-words.ts'

/** What went wrong: in the reader's words, then in the service's, with the remedy. */
export function Problem({ error, onRetry }: { readonly error: ApiProblem; onRetry?(): void }) {
  const { t } = useTranslation()
  return (
    <div className="problem" role="alert">
      <Icon name="warn" />
      <div className="stack-s">
        <p>
          <strong>{problemSentence(error, t)}</strong>
        </p>
        {error.problems.length > 0 ? (
          <ul className="small">
            {error.problems.map((it) => (
              <FieldLine key={`${it.field} ${it.message}`} problem={it} />
            ))}
          </ul>
        ) : (
          error.detail !== '' && (
            <p className="small">
              {error.detail}
              {error.remedy !== '' && ` ${error.remedy}`}
            </p>
          )
        )}
        {onRetry !== undefined && (
          <button type="button" className="button" onClick={onRetry}>
            {t('page.retry')}
          </button>
        )}
      </div>
    </div>
  )
}

/** The field, what was given, what is wrong with it and what to do. */
function FieldLine({ problem: { field, value, message, remedy } }: { readonly problem: FieldProblem }) {
  return (
    <li>
      <code>{field}</code>
      {value !== undefined && `「${String(value)}」`} {message}
      {remedy !== undefined && (
        <>
          <br />
          <span className="soft">{remedy}</span>
        </>
      )}
    </li>
  )
}

export function Loading() {
  const { t } = useTranslation()
  return (
    <p className="loading" role="status">
      {t('page.loading')}
    </p>
  )
}

/** In place of a list that has nothing: says what that means, and what to do. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  )
}

interface Asked<T> {
  readonly data: T | undefined
  readonly error: ApiProblem | null
  refetch(): unknown
}

/** The data of a query, or what is shown instead of them. Data that could not be renewed stay, with the problem above. */
export function Loaded<T>({ query, children }: { readonly query: Asked<T>; children(data: T): ReactNode }) {
  const { data, error } = query
  return (
    <>
      {error !== null && <Problem error={error} onRetry={() => query.refetch()} />}
      {data === undefined ? error === null && <Loading /> : children(data)}
    </>
  )
}
