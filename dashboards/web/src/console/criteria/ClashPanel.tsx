import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { type Clash, clashesOf, takeMine } from './diff.ts'
import { useEditWords } from './edit-words.ts'
import { personName, useChangeTexts } from './texts.ts'
import { bodyOf, type CriterionBody, type CriterionVersion } from './types.ts'
import './tables.css'

interface ClashPanelProps {
  readonly base: CriterionBody
  readonly mine: CriterionBody
  readonly theirs: CriterionVersion
  /** Goes on with a text of both. */
  onMerge(merged: CriterionBody): void
}

/** Two people changed one criterion: what each wrote, side by side, and which of the two stays. */
export function ClashPanel({ base, mine, theirs, onMerge }: ClashPanelProps) {
  const { t } = useEditWords()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const other = useMemo(() => bodyOf(theirs.criterion), [theirs])
  const clashes = useMemo(() => clashesOf(base, mine, other), [base, mine, other])
  // what only the other changed stays his; what I typed stays mine
  const [own, setOwn] = useState(
    () => new Set(clashes.filter((it) => it.both || same(it.base, it.theirs)).map((it) => it.path)),
  )
  const choose = (path: string, isMine: boolean) => {
    const next = new Set(own)
    if (isMine) next.add(path)
    else next.delete(path)
    setOwn(next)
  }
  const who = {
    version: theirs.criterion.version,
    who: personName(theirs.decidedBy ?? theirs.author, theirs.people),
    note: theirs.note ?? theirs.decisionNote ?? '',
  }
  return (
    <section className="panel criteria-clash" role="alert">
      <h2 ref={heading} tabIndex={-1}>
        {t('clash.title')}
      </h2>
      <p>{t('clash.text')}</p>
      <p className="soft small">{t('clash.by', who)}</p>
      {clashes.length === 0 ? <p>{t('clash.none')}</p> : <ClashTable clashes={clashes} own={own} choose={choose} />}
      <div className="row">
        <button type="button" className="button is-main" onClick={() => onMerge(takeMine(mine, other, [...own]))}>
          {t('clash.take')}
        </button>
        <button type="button" className="button" onClick={() => onMerge(other)}>
          {t('clash.anew')}
        </button>
      </div>
    </section>
  )
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

interface ClashTableProps {
  readonly clashes: readonly Clash[]
  readonly own: ReadonlySet<string>
  choose(path: string, isMine: boolean): void
}

function ClashTable({ clashes, own, choose }: ClashTableProps) {
  const { t } = useEditWords()
  const { label, value } = useChangeTexts()
  const base = useId()
  return (
    <table className="criteria-changes">
      <caption className="hidden-text">{t('clash.caption')}</caption>
      <thead>
        <tr>
          {(['field', 'base', 'mine', 'theirs'] as const).map((it) => (
            <th key={it} scope="col">
              {t(`clash.${it}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {clashes.map((it) => (
          <tr key={it.path}>
            <th scope="row">
              {label(it.path)}
              {it.both && <span className="criteria-happened small">{t('clash.both')}</span>}
            </th>
            <td data-title={t('clash.base')}>{value(it.path, it.base)}</td>
            {([true, false] as const).map((isMine) => (
              <td key={String(isMine)} data-title={t(isMine ? 'clash.mine' : 'clash.theirs')}>
                <label className="check">
                  <input
                    type="radio"
                    name={`${base}-${it.path}`}
                    aria-label={`${label(it.path)}: ${t(isMine ? 'clash.mine' : 'clash.theirs')} ${value(it.path, isMine ? it.mine : it.theirs)}`}
                    checked={own.has(it.path) === isMine}
                    onChange={() => choose(it.path, isMine)}
                  />
                  {value(it.path, isMine ? it.mine : it.theirs)}
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
