import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../shared/icons.tsx'
import { Link } from '../../shared/router.tsx'

interface PageProps {
  readonly title: string
  /** What the browser's tab says, where the heading is not enough. */
  readonly tabTitle?: string
  /** One line under the heading. */
  readonly lead?: ReactNode
  readonly back?: { readonly to: string; readonly label: string }
  /** Buttons and links beside the heading. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page of the console: heading, actions, content. Takes the focus to its heading when it opens. */
export function Page({ title, tabTitle, lead, back, actions, children }: PageProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${tabTitle ?? title} – ${t('site')}`
  }, [title, tabTitle, t])
  useEffect(() => {
    // whoever came by a link of the page hears where he is
    if (document.activeElement === document.body || document.activeElement === null) heading.current?.focus()
  }, [])
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-title">
          {back !== undefined && (
            <Link to={back.to} className="back-link no-print">
              <Icon name="back" />
              {back.label}
            </Link>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className="soft">{lead}</p>}
        </div>
        {actions !== undefined && <div className="page-actions no-print">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  readonly title?: string
  readonly actions?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A bordered part of a page with a heading of its own. */
export function Panel({ title, actions, className, children }: PanelProps) {
  return (
    <section
      className={`panel${className === undefined ? '' : ` ${className}`}`}
      {...(title ? { 'aria-label': title } : {})}
    >
      {(title !== undefined || actions !== undefined) && (
        <header className="panel-head">
          {title !== undefined && <h2>{title}</h2>}
          {actions !== undefined && <div className="panel-actions no-print">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  )
}

/** Names and values in pairs. */
export function Facts({ items }: { readonly items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
