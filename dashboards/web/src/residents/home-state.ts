import { useSyncExternalStore } from 'react'
import type { Treatment } from './status.ts'

/** What the reader looks for, kept while the page is open, so that "back" finds it as it was. Never sent anywhere. */
export interface HomeState {
  readonly text: string
  /** null: all. */
  readonly treatment: Treatment | null
  /** Distance of each route from the reader, m; null: not asked for. */
  readonly distances: ReadonlyMap<string, number> | null
  readonly view: 'list' | 'map'
}

let state: HomeState = { text: '', treatment: null, distances: null, view: 'list' }
const listeners = new Set<() => void>()

export const homeState = {
  change(part: Partial<HomeState>): void {
    state = { ...state, ...part }
    for (const it of listeners) it()
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

export function useHome(): HomeState {
  return useSyncExternalStore(homeState.subscribe, () => state)
}
