import type { Line } from './lines.ts'

/** What is said of an event; when and where come from the event. */
export type Told = Omit<Line, 'atMs' | 'place'>

/** Marks of one column that no terminal draws in two. */
export const MARK = {
  snow: '❄',
  ask: '➜',
  done: '✓',
  undone: '✗',
  doubt: '⚠',
  officer: '✎',
  begun: '▸',
  outlook: '☁',
} as const
