import { useState } from 'react'
import { goTo } from '../../shared/router.tsx'
import { ActionButton } from '../ui/actions.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { showToast } from '../ui/toasts.tsx'
import { BasicFields } from './BasicFields.tsx'
import { ClashPanel } from './ClashPanel.tsx'
import './criteria.css'
import './form.css'
import { ApiProblem } from '../../shared/api-client.ts'
import { useEditWords } from './edit-words.ts'
import { fromForm, toForm } from './form.ts'
import { useFormWords } from './form-words.ts'
import type { Edit } from './kept-form.ts'
import { LeaveGuard } from './LeaveGuard.tsx'
import { Preview, Where } from './Preview.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import { Problems } from './problems.ts'
import { ReplayPanel } from './ReplayPanel.tsx'
import { RuleEditor } from './RuleEditor.tsx'
import { type Overtaken, overtaken, saveDraft, type Taken, takeStep } from './saving.ts'
import { bodyOf, type CriterionBody, type CriterionVersion } from './types.ts'
import { useCheck } from './use-check.ts'
import { type Editing, useEdit } from './use-edit.ts'
import { AfterFields, SuppressorFields, TimesFields } from './WhenFields.tsx'

interface EditorProps {
  /** Under which the edit is kept in this tab. */
  readonly name: string
  readonly start: Edit
  /** What is published now, to be compared with; null: nothing. */
  readonly published: CriterionBody | null
}

/** The form of a criterion, with what it says in words, where it would hold and what it would have done beside it. */
export function Editor({ name, start, published }: EditorProps) {
  const form = useFormWords()
  const { t } = form
  const editing = useEdit(name, start)
  const { edit, change } = editing
  const body = fromForm(edit.form)
  const check = useCheck(body)
  const saving = useSaving(editing, check.checked?.criterion ?? body)
  const isNew = edit.target.kind === 'new' && start.base === null
  const read = check.checked?.criterion
  return (
    <Problems value={check.problems}>
      <LeaveGuard dirty={editing.dirty} />
      <Standing editing={editing} />
      {saving.clash !== null && (
        <ClashPanel
          base={saving.clash.base ?? edit.base ?? bodyOf(saving.clash.theirs.criterion)}
          mine={read ?? body}
          theirs={saving.clash.theirs}
          onMerge={saving.merge}
        />
      )}
      <div className="criteria-edit">
        <div className="criteria-form">
          <Panel title={t('part.basics')}>
            <BasicFields form={edit.form} change={change} isNew={isNew} taken={saving.taken === edit.form.id} />
          </Panel>
          <Panel title={t('part.rule')}>
            <RuleEditor
              rule={edit.form.rule}
              path="rule"
              number=""
              depth={1}
              checked={read?.rule}
              onChange={(rule) => change({ rule })}
            />
          </Panel>
          <Panel title={t('part.when')}>
            <div className="stack">
              <TimesFields form={edit.form} change={change} />
              <SuppressorFields form={edit.form} change={change} checked={read} />
            </div>
          </Panel>
          <Panel title={t('part.after')}>
            <AfterFields form={edit.form} change={change} checked={read} />
          </Panel>
        </div>
        <div className="criteria-beside">
          <Preview check={check} />
          {check.checked !== undefined && (
            <>
              <Where checked={check.checked} />
              <ReplayPanel checked={check.checked} />
            </>
          )}
        </div>
      </div>
      <SaveBar
        editing={editing}
        saving={saving}
        review={check.checked?.review ?? 'any'}
        ready={check.current && check.problems.length === 0}
        published={published}
        after={read ?? body}
      />
    </Problems>
  )
}

/** Where the edit stands: a draft, what it is written against, and whether it came back after a reload. */
function Standing({ editing: { edit, restored, discard } }: { readonly editing: Editing }) {
  const { t } = useEditWords()
  const { target } = edit
  return (
    <div className="row criteria-standing">
      {target.kind === 'draft' && (
        <Badge tone="info" icon="edit">
          {t('edit.draft', { version: target.version })}
        </Badge>
      )}
      {target.kind === 'change' && <span className="soft">{t('edit.based', { version: target.version })}</span>}
      {restored && (
        <>
          <Badge tone="warn" icon="bell">
            {t('edit.kept')}
          </Badge>
          <button type="button" className="button is-quiet" onClick={discard}>
            {t('edit.discard')}
          </button>
        </>
      )}
    </div>
  )
}

interface Saving {
  readonly clash: Overtaken | null
  /** The id that was found to be taken. */
  readonly taken: string | null
  /** Writes the draft. null: another was faster, and the page says so. */
  save(note: string, from: string, idempotencyKey: string): Promise<CriterionVersion | null>
  /** The same, then publishes or submits it. */
  finish(step: 'publish' | 'submit', note: string, from: string, idempotencyKey: string): Promise<boolean>
  merge(merged: CriterionBody): void
}

/** Saving, and what becomes of it when somebody else was faster. */
function useSaving(editing: Editing, mine: CriterionBody): Saving {
  const [clash, setClash] = useState<Overtaken | null>(null)
  const [taken, setTaken] = useState<string | null>(null)
  const { edit, set } = editing
  const refused = (answer: Overtaken | Taken) => {
    if (answer.kind === 'taken') setTaken(edit.form.id)
    else setClash(answer)
    window.scrollTo(0, 0)
    return null
  }
  const save: Saving['save'] = async (note, from, key) => {
    const dated: Edit = { ...edit, form: { ...edit.form, from } }
    const answer = await saveDraft(dated, note, key)
    if (answer.kind !== 'saved') return refused(answer)
    const base = bodyOf(answer.version.criterion)
    set({ form: toForm(base), base, target: draftTarget(answer.version), replaces: null })
    return answer.version
  }
  return {
    clash,
    taken,
    save,
    finish: async (step, note, from, key) => {
      const draft = await save(note, from, key)
      if (draft === null) return false
      try {
        await takeStep(draft, step, note, `${key}-${step}`)
      } catch (error) {
        if (!(error instanceof ApiProblem) || (error.status !== 412 && error.status !== 409)) throw error
        // the draft is saved; what was published meanwhile has to be brought together with it
        refused(await overtaken(draft.criterion.id, draftTarget(draft), error))
        return false
      }
      editing.done()
      return true
    },
    merge: (merged) => {
      if (clash === null) return
      const { theirs } = clash
      const published = theirs.status === 'published'
      const { target } = edit
      set({
        form: toForm({ ...merged, id: mine.id }),
        base: bodyOf(theirs.criterion),
        target: published ? { kind: 'change', version: theirs.criterion.version } : draftTarget(theirs),
        replaces: published && target.kind === 'draft' ? { version: target.version, revision: target.revision } : null,
      })
      setClash(null)
    },
  }
}

export function draftTarget(version: CriterionVersion): Extract<Edit['target'], { kind: 'draft' }> {
  return { kind: 'draft', version: version.criterion.version, revision: version.revision, basedOn: version.basedOn }
}

interface SaveBarProps {
  readonly editing: Editing
  readonly saving: Saving
  readonly review: 'any' | 'other'
  readonly ready: boolean
  readonly published: CriterionBody | null
  readonly after: CriterionBody
}

function SaveBar({ editing, saving, review, ready, published, after }: SaveBarProps) {
  const { t } = useEditWords()
  const [asking, setAsking] = useState(false)
  const step = review === 'any' ? 'publish' : 'submit'
  const { form } = editing.edit
  const usable = ready && form.id.trim() !== '' && saving.clash === null
  return (
    <div className="criteria-bar no-print">
      <span aria-live="polite" className="soft">
        {editing.dirty && t('edit.unsaved')}
      </span>
      <ActionButton
        disabled={!usable || !editing.dirty}
        act={async (key) => {
          if ((await saving.save('', form.from, key)) !== null) showToast(t('edit.saved'))
        }}
      >
        {t('edit.saveDraft')}
      </ActionButton>
      <button type="button" className="button is-main" disabled={!usable} onClick={() => setAsking(true)}>
        {t(`edit.${step}`)}
      </button>
      {asking && (
        <PublishDialog
          step={step}
          before={published}
          after={after}
          from={form.from}
          act={async ({ from, note }, key) => {
            if (!(await saving.finish(step, note, from, key))) return
            showToast(t(`edit.${step}Done`))
            goTo(`/console/criteria/${encodeURIComponent(form.id.trim())}`)
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
