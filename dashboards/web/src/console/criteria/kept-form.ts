import type { CriterionForm } from './form.ts'
import type { CriterionBody } from './types.ts'

/** What saving changes, and under which ETag. */
export type Target =
  /** Nothing of this id is published. */
  | { readonly kind: 'new' }
  /** A new draft against a published version. */
  | { readonly kind: 'change'; readonly version: number }
  /** A draft, or a version under review, written anew. */
  | { readonly kind: 'draft'; readonly version: number; readonly revision: number; readonly basedOn: number | null }

/** An edit as it stands: the form, what it began from, and where it goes. */
export interface Edit {
  readonly form: CriterionForm
  /** What the form began from, as the service has it; null: nothing of it is stored. */
  readonly base: CriterionBody | null
  readonly target: Target
  /** A draft that this edit takes the place of, withdrawn once the new one is saved. */
  readonly replaces: { readonly version: number; readonly revision: number } | null
}

const PREFIX = 'yukiban.criterion.'

/** Keeps what is typed over a reload, in this tab. @param name of the edit. */
export function keepEdit(name: string, edit: Edit): void {
  try {
    window.sessionStorage.setItem(PREFIX + name, JSON.stringify(edit))
  } catch {
    // storage may be full or forbidden; then a reload loses it, as the browser's own question says
  }
}

export function keptEdit(name: string): Edit | null {
  try {
    const kept = window.sessionStorage.getItem(PREFIX + name)
    return kept === null ? null : (JSON.parse(kept) as Edit)
  } catch {
    return null
  }
}

export function forgetEdit(name: string): void {
  try {
    window.sessionStorage.removeItem(PREFIX + name)
  } catch {
    // nothing is kept where storage is forbidden
  }
}
