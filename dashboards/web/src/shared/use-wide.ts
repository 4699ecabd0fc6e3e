import { useSyncExternalStore } from 'react'

/** Wide enough for list and map side by side. */
const WIDE = window.matchMedia('(min-width: 60rem)')

function subscribe(listener: () => void): () => void {
  WIDE.addEventListener('change', listener)
  return () => WIDE.removeEventListener('change', listener)
}

export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => WIDE.matches)
}
