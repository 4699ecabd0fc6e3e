/** Frames indexed in one step while appends come: a few milliseconds of work, for which an append may have to wait. */
const SHORT_STEP_FRAMES = 64
/** While none come, longer steps cost less per frame. */
const LONG_STEP_FRAMES = 512
/** No append for so long: the burst is over. */
const QUIET_MS = 20
/** More frames waiting than this while appends come is a burst. */
const BURST_FRAMES = 2048
/** In a burst, indexing leaves the disk and the processor to acknowledgements but for this share of the time. */
const BURST_SHARE = 0.05

export interface PaceInput {
  /** Frames in the log that are not indexed. */
  readonly waitingFrames: number
  /** Since the last append. */
  readonly quietMs: number
  /** Somebody waits for a result. */
  readonly urgent: boolean
  /** What the step before took. */
  readonly lastStepMs: number
}

/**
 * When to index next and how much: at once in everyday operation; in a burst hardly at all, since what is in the log is
 * safe and devices wait for their acknowledgements; at once whenever somebody asks for what the log holds.
 */
export function pace({ waitingFrames, quietMs, urgent, lastStepMs }: PaceInput): { delayMs: number; frames: number } {
  if (quietMs >= QUIET_MS) return { delayMs: 0, frames: LONG_STEP_FRAMES }
  if (urgent || waitingFrames <= BURST_FRAMES) return { delayMs: 0, frames: SHORT_STEP_FRAMES }
  const delayMs = Math.max(QUIET_MS, lastStepMs * (1 / BURST_SHARE - 1))
  return { delayMs, frames: SHORT_STEP_FRAMES }
}
