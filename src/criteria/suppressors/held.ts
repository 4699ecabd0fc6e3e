import type { NotKnown, SuppressedBy } from '../../domain/reason.ts'

/** What a suppressor says of a rule that is about to fire. `runId`: forecast run it rests on; absent: none. */
export type Held =
  | { readonly state: 'free'; readonly runId?: string }
  | { readonly state: 'held'; readonly by: SuppressedBy; readonly runId?: string }
  /** It cannot be asked: it holds nothing back, but the firing is weak. */
  | { readonly state: 'unknown'; readonly because: NotKnown }
