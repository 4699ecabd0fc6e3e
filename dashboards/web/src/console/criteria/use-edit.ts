import { useEffect, useState } from 'react'
import { same } from './diff.ts'
import { type CriterionForm, fromForm, toForm } from './form.ts'
import { type Edit, forgetEdit, keepEdit, keptEdit } from './kept-form.ts'

export interface Editing {
  readonly edit: Edit
  /** It was typed before a reload. */
  readonly restored: boolean
  readonly dirty: boolean
  change(fields: Partial<CriterionForm>): void
  /** Goes on from another state, as after saving or a conflict. */
  set(edit: Edit): void
  /** Back to what it began from. */
  discard(): void
  /** Nothing is unsaved any more. */
  done(): void
}

/** One edit of a criterion, kept in this tab until it is saved or discarded. @param name of it. */
export function useEdit(name: string, start: Edit): Editing {
  const [begun] = useState(start)
  const [kept] = useState(() => keptEdit(name))
  const [restored, setRestored] = useState(kept !== null)
  const [edit, setEdit] = useState<Edit>(kept ?? begun)
  const [saved, setSaved] = useState(() => fromForm(begun.form))
  const [finished, setFinished] = useState(false)
  const dirty = !finished && !same(fromForm(edit.form), saved)
  useEffect(() => {
    if (dirty) keepEdit(name, edit)
    else forgetEdit(name)
  }, [name, edit, dirty])
  useEffect(() => {
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [dirty])
  return {
    edit,
    restored,
    dirty,
    change: (fields) => setEdit((before) => ({ ...before, form: { ...before.form, ...fields } })),
    set: (next) => {
      setEdit(next)
      setSaved(fromForm(next.base === null ? begun.form : toForm(next.base)))
      setRestored(false)
    },
    discard: () => {
      setEdit(begun)
      setSaved(fromForm(begun.form))
      setRestored(false)
    },
    done: () => {
      forgetEdit(name)
      setFinished(true)
    },
  }
}
