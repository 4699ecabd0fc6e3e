import type { Page } from 'playwright-core'

/** What a page's own clock says of how it loaded and how it answered, by the browser's performance entries. */

interface Noted {
  firstPaintMs: number | null
  largestPaintMs: number | null
  layoutShift: number
  /** Start and length of tasks over 50 ms. */
  longTasks: [number, number][]
  /** From the touch or key to the next paint, ms, in steps of 8. */
  interactions: { name: string; ms: number }[]
}

declare global {
  interface Window {
    noted: Noted
  }
}

interface ShiftEntry extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
}

/** Begins to note, in every page opened after it. */
export async function noteEverything(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted: Noted = { firstPaintMs: null, largestPaintMs: null, layoutShift: 0, longTasks: [], interactions: [] }
    window.noted = noted
    const watch = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more })
    watch('paint', (it) => {
      if (it.name === 'first-contentful-paint') noted.firstPaintMs = it.startTime
    })
    watch('largest-contentful-paint', (it) => {
      noted.largestPaintMs = it.startTime
    })
    watch('layout-shift', (it) => {
      const { value, hadRecentInput } = it as ShiftEntry
      if (!hadRecentInput) noted.layoutShift += value
    })
    watch('longtask', (it) => noted.longTasks.push([it.startTime, it.duration]))
    // 16 ms is the least a browser tells; what is quicker counts as 16
    const note = (it: PerformanceEntry) => {
      if (((it as PerformanceEventTiming).interactionId ?? 0) > 0) {
        noted.interactions.push({ name: it.name, ms: it.duration })
      }
    }
    watch('event', note, { durationThreshold: 16 })
  })
}

export interface LoadFigures {
  readonly firstPaintMs: number
  readonly largestPaintMs: number
  /** The page shows its content and no task over 50 ms runs any more. */
  readonly interactiveMs: number
  /** Time beyond 50 ms of each long task, up to interactive. */
  readonly blockedMs: number
  readonly layoutShift: number
}

/** Waits for the content, then for half a second without a long task. */
export async function loadFigures(page: Page, ready: string): Promise<LoadFigures> {
  await page.locator(ready).first().waitFor()
  return page.evaluate(async () => {
    const shownMs = performance.now()
    const quiet = () => {
      const [start, length] = window.noted.longTasks.at(-1) ?? [0, 0]
      return performance.now() - (start + length) > 500
    }
    do await new Promise((resolve) => setTimeout(resolve, 100))
    while (!quiet() || performance.now() - shownMs < 500)
    const { firstPaintMs, largestPaintMs, layoutShift, longTasks } = window.noted
    const lastEndMs = longTasks.reduce((end, [start, length]) => Math.max(end, start + length), 0)
    return {
      firstPaintMs: Math.round(firstPaintMs ?? Number.NaN),
      largestPaintMs: Math.round(largestPaintMs ?? Number.NaN),
      interactiveMs: Math.round(Math.max(shownMs, lastEndMs)),
      blockedMs: Math.round(longTasks.reduce((sum, [, length]) => sum + Math.max(0, length - 50), 0)),
      layoutShift: Math.round(layoutShift * 1000) / 1000,
    }
  })
}

/** Forgets interactions noted so far. */
export function forgetInteractions(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.noted.interactions.length = 0
  })
}

/** A person looks at what came before touching again; by then the browser has told of all but the worst. */
const PACE_MS = 1000

/** The longest event of the interaction just made, ms; 16 when the browser told of none. */
export function lastInteraction(page: Page): Promise<number> {
  return page.evaluate(async (paceMs) => {
    await new Promise((resolve) => setTimeout(resolve, paceMs))
    const longest = Math.max(16, ...window.noted.interactions.map((it) => it.ms))
    window.noted.interactions.length = 0
    return longest
  }, PACE_MS)
}
