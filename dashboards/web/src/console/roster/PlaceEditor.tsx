import { useId, useState } from 'react'
import { type ApiProblem, apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { renewPaths } from '../../shared/queries.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { useAction } from '../ui/actions.tsx'
import { Panel } from '../ui/Page.tsx'
import { Empty, Problem } from '../ui/Problem.tsx'
import { CopyWeek } from './CopyWeek.tsx'
import { type Draft, draftOf, entryOf, newDraft } from './draft.ts'
import { RowForm } from './RowForm.tsx'
import { SwapNights } from './SwapNights.tsx'
import { momentText } from './texts.ts'
import type { DutySpan, Firm, Roster } from './types.ts'
import { useWords } from './words.ts'

interface PlaceEditorProps {
  readonly path: string
  readonly roster: Roster
  readonly firms: readonly Firm[]
  readonly readOnly: boolean
  /** Reads the roster again and begins anew with what stands there. */
  onAgain(): Promise<void>
}

interface Saved {
  readonly roster: Roster
  readonly gaps: readonly DutySpan[]
}

/** The rows as they are being written; nothing is changed until they are saved together. */
export function PlaceEditor({ path, roster, firms, readOnly, onAgain }: PlaceEditorProps) {
  const { t } = useWords()
  const { timeZone } = useSignedIn().authority
  const formId = useId()
  // what it began from: another officer's change shows as a conflict, not as rows that move under the hand
  const [base, setBase] = useState(roster)
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => roster.entries.map((it) => draftOf(it, timeZone)))
  const [gaps, setGaps] = useState<readonly DutySpan[]>([])
  const entries = drafts.map((it) => entryOf(it, timeZone))
  const changed = JSON.stringify(entries) !== JSON.stringify(base.entries)
  const saving = useAction(async (idempotencyKey) => {
    const { data } = await apiSend<Saved>('PUT', path, { entries }, { ifMatch: base.etag, idempotencyKey })
    setBase(data.roster)
    setDrafts(data.roster.entries.map((it) => draftOf(it, timeZone)))
    setGaps(data.gaps)
    await renewPaths('/api/v1/rosters')
  }, t('sheet.saved'))
  const change = (next: readonly Draft[]) => {
    saving.reset()
    setDrafts(next)
  }
  const take = (next: Roster['entries']) => change(next.map((it) => draftOf(it, timeZone)))
  return (
    <div className="stack">
      {drafts.length === 0 && (
        <Empty title={t('sheet.noEntries')}>
          {t(roster.kind === 'block' ? 'sheet.noEntriesBlock' : 'sheet.noEntriesRoute')}
        </Empty>
      )}
      {/* the dialogs below have forms of their own, so the buttons stand outside of this one */}
      <form
        id={formId}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run()
        }}
      >
        {drafts.map((draft, index) => (
          <RowForm
            key={draft.key}
            draft={draft}
            number={index + 1}
            firms={firms}
            readOnly={readOnly}
            problems={rowProblems(saving.problem, index)}
            onChange={(next) => change(drafts.map((it) => (it.key === draft.key ? next : it)))}
            onRemove={() => change(drafts.filter((it) => it.key !== draft.key))}
          />
        ))}
      </form>
      {!readOnly && (
        <div className="row no-print">
          <button
            type="button"
            className="button"
            disabled={firms.length === 0}
            onClick={() => change([...drafts, newDraft(drafts, firms[0]?.id ?? '')])}
          >
            <Icon name="plus" />
            {t('sheet.add')}
          </button>
          <SwapNights entries={entries} firms={firms} onApply={take} />
          <CopyWeek entries={entries} onApply={take} />
        </div>
      )}
      <SaveProblem problem={saving.problem} onAgain={onAgain} />
      <GapsAfter gaps={gaps} timeZone={timeZone} />
      {!readOnly && (
        <div className="roster-save no-print">
          <button
            type="submit"
            form={formId}
            className="button is-main"
            disabled={saving.busy || !changed}
            aria-busy={saving.busy}
          >
            {t('sheet.save')}
          </button>
          {changed && <span role="status">{t('sheet.unsaved')}</span>}
        </div>
      )}
    </div>
  )
}

/** What the service says of one row, by its field. */
function rowProblems(problem: ApiProblem | null, index: number): ReadonlyMap<string, string> {
  const start = `entries[${index}].`
  const own = problem?.problems.filter((it) => it.field.startsWith(start)) ?? []
  return new Map(own.map((it) => [it.field.slice(start.length).replace(/\[.*$/, ''), it.message]))
}

function SaveProblem({ problem, onAgain }: { readonly problem: ApiProblem | null; onAgain(): Promise<void> }) {
  const { t } = useWords()
  if (problem === null) return null
  if (problem.status === 412) {
    return (
      <div className="problem" role="alert">
        <Icon name="warn" />
        <div className="stack-s">
          <p>
            <strong>{t('sheet.conflict')}</strong>
          </p>
          <button type="button" className="button" onClick={onAgain}>
            {t('sheet.discard')}
          </button>
        </div>
      </div>
    )
  }
  return (
    <>
      {problem.problems.length > 0 && <p className="error-text">{t('sheet.invalid')}</p>}
      <Problem error={problem} />
    </>
  )
}

function GapsAfter({ gaps, timeZone }: { readonly gaps: readonly DutySpan[]; readonly timeZone: string }) {
  const { t } = useWords()
  if (gaps.length === 0) return null
  return (
    <Panel className="roster-gaps">
      <div role="status" className="stack-s">
        <p>
          <strong>{t('sheet.gapsAfter')}</strong>
        </p>
        <ul className="roster-gap-list">
          {gaps.map((it) => (
            <li key={it.from}>
              <Icon name="warn" />
              <span className="number">
                {t('gaps.line', {
                  from: momentText(Date.parse(it.from), timeZone),
                  to: momentText(Date.parse(it.to), timeZone),
                })}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}
