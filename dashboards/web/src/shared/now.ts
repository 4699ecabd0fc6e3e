import { useSyncExternalStore } from 'react'

/** One timer for every age on the page. */
const TICK_MS = 1000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let nowMs = Date.now()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    nowMs = Date.now()
    for (const it of listeners) it()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function snapshot(): number {
  // a tick that is late, as after a phone slept, is made good when anything renders
  if (timer === undefined || Date.now() - nowMs > 2 * TICK_MS) nowMs = Date.now()
  return nowMs
}

/** This device's time, renewed every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot)
}
