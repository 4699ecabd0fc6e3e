import { type ComponentType, useEffect, useState } from 'react'

/** How a part of the page whose code comes after it is doing. */
export type LatePart<P> =
  | { readonly state: 'loading' | 'failed' }
  | { readonly state: 'here'; readonly Part: ComponentType<P> }

const LOADING = { state: 'loading' } as const
const FAILED = { state: 'failed' } as const

/**
 * A part whose code comes after the page. One that does not come, as on a lost connection, never takes the page with it:
 * it is asked for anew when the connection is back. @param load the same function on every call.
 */
export function useLatePart<P>(load: () => Promise<{ readonly default: ComponentType<P> }>): LatePart<P> {
  const [part, setPart] = useState<LatePart<P>>(LOADING)
  const [attempt, setAttempt] = useState(1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads again
  useEffect(() => {
    let left = false
    const show = (it: LatePart<P>) => {
      if (!left) setPart(it)
    }
    load().then(
      (it) => show({ state: 'here', Part: it.default }),
      () => show(FAILED),
    )
    return () => {
      left = true
    }
  }, [load, attempt])
  const failed = part.state === 'failed'
  useEffect(() => {
    if (!failed) return
    const again = () => setAttempt((it) => it + 1)
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [failed])
  return part
}
