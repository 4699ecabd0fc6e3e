import { useEffect, useSyncExternalStore } from 'react'
import { Icon } from '../../shared/icons.tsx'

/** Long enough to be read by somebody who looked away. */
const SHOWN_MS = 6_000

interface Toast {
  readonly id: number
  readonly text: string
}

let toasts: readonly Toast[] = []
let nextId = 0
const listeners = new Set<() => void>()

function tell(next: readonly Toast[]): void {
  toasts = next
  for (const it of listeners) it()
}

/** Says that something worked, for a few seconds. Problems are not told here: they stay where they happened. */
export function showToast(text: string): void {
  tell([...toasts.slice(-2), { id: nextId++, text }])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  const [oldest] = shown
  useEffect(() => {
    if (oldest === undefined) return
    const timer = setTimeout(() => tell(toasts.filter((it) => it.id !== oldest.id)), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [oldest])
  return (
    <div className="toasts no-print" role="status">
      {shown.map((it) => (
        <p key={it.id} className="toast">
          <Icon name="done" />
          {it.text}
        </p>
      ))}
    </div>
  )
}
