import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../shared/icons.tsx'
import { currentLanguage } from '../../shared/language.ts'

/** A sentence of the service in both languages. */
export interface BothLanguages {
  readonly ja: string
  readonly en: string
}

/** The reader's one of two sentences. */
export function inWords(text: BothLanguages): string {
  return text[currentLanguage()]
}

/** Why, as a list of sentences. */
export function Reasons({ reasons }: { readonly reasons: readonly BothLanguages[] }) {
  return (
    <ul className="reasons">
      {reasons.map((it) => (
        <li key={it.en}>{inWords(it)}</li>
      ))}
    </ul>
  )
}

/** A download, as Excel opens it. */
export function CsvLink({ href, label }: { readonly href: string; readonly label?: string }) {
  const { t } = useTranslation()
  return (
    <a className="button no-print" href={href} download>
      <Icon name="download" />
      {label ?? t('ui.csv')}
    </a>
  )
}

/** Text to be copied, such as a token that is shown once. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <div className="copy">
      <code>{text}</code>
      <button
        type="button"
        className="button"
        aria-label={`${t('ui.copy')}: ${label}`}
        onClick={async () => {
          await navigator.clipboard.writeText(text)
          setCopied(true)
        }}
      >
        <span aria-live="polite">{copied ? t('ui.copied') : t('ui.copy')}</span>
      </button>
    </div>
  )
}

interface Tab {
  readonly id: string
  readonly label: string
  readonly content: ReactNode
}

/** Tabs; arrows move between them. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const base = useId()
  const [chosen, setChosen] = useState(tabs[0]?.id)
  const index = Math.max(
    0,
    tabs.findIndex((it) => it.id === chosen),
  )
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = tabs[(index + step + tabs.length) % tabs.length]
    if (step === 0 || next === undefined) return
    event.preventDefault()
    setChosen(next.id)
    document.getElementById(`${base}-${next.id}`)?.focus()
  }
  const current = tabs[index]
  return (
    <div className="tabs">
      <div role="tablist" aria-label={label} className="tab-list no-print">
        {tabs.map((it) => (
          <button
            key={it.id}
            id={`${base}-${it.id}`}
            type="button"
            role="tab"
            className="tab"
            aria-selected={it === current}
            aria-controls={`${base}-panel`}
            tabIndex={it === current ? 0 : -1}
            onClick={() => setChosen(it.id)}
            onKeyDown={move}
          >
            {it.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${current?.id}`}>
        {current?.content}
      </div>
    </div>
  )
}
