import type { Treatment } from './model.ts'

/** Signs of the orders on the map; the legend shows the same beside the words. */
export const TREATMENT_SIGNS: Readonly<Record<Treatment, string>> = {
  proposed: '?',
  ordered: '…',
  accepted: '○',
  working: '▶',
  done: '',
  none: '',
}
