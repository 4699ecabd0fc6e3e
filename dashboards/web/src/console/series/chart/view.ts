/** The part of a chart's time that is in sight. */
export interface View {
  readonly fromMs: number
  readonly toMs: number
}

/** Closer than this nothing more is to be seen: devices speak every few minutes. */
const MIN_MS = 30 * 60_000

/** A view held within the whole, of the same length where that fits. */
export function held(view: View, whole: View): View {
  const lengthMs = Math.min(Math.max(view.toMs - view.fromMs, MIN_MS), Math.max(whole.toMs - whole.fromMs, MIN_MS))
  const fromMs = Math.max(whole.fromMs, Math.min(view.fromMs, whole.toMs - lengthMs))
  return { fromMs, toMs: fromMs + lengthMs }
}

/** Zooms about a moment that keeps its place. @param factor below 1: closer. */
export function zoomed({ fromMs, toMs }: View, aboutMs: number, factor: number, whole: View): View {
  const lengthMs = Math.max(MIN_MS, (toMs - fromMs) * factor)
  const share = (aboutMs - fromMs) / Math.max(1, toMs - fromMs)
  const begins = aboutMs - share * lengthMs
  return held({ fromMs: begins, toMs: begins + lengthMs }, whole)
}

/** Moves by a share of its length; above 0: towards what is to come. */
export function panned({ fromMs, toMs }: View, share: number, whole: View): View {
  const byMs = (toMs - fromMs) * share
  return held({ fromMs: fromMs + byMs, toMs: toMs + byMs }, whole)
}
