/**
 * Puts what is heavy off until the page has painted its answer to a touch: the pressed button shows at once, the map
 * follows a frame later. Of acts with one name only the latest is done, so that nothing piles up behind a hidden tab.
 */
export interface AfterPaint {
  do(name: string, act: () => void): void
  /** Forgets what has not been done. */
  stop(): void
}

export function afterPaint(): AfterPaint {
  const waiting = new Map<string, () => void>()
  let frame: number | null = null
  const run = () => {
    frame = null
    const acts = [...waiting.values()]
    waiting.clear()
    for (const act of acts) act()
  }
  return {
    do(name, act) {
      // the latest goes behind what was asked for before it
      waiting.delete(name)
      waiting.set(name, act)
      // a frame's callbacks run before it is painted, a task begun in them after
      frame ??= requestAnimationFrame(() => setTimeout(run))
    },
    stop() {
      if (frame !== null) cancelAnimationFrame(frame)
      waiting.clear()
    },
  }
}
