/** Frames indexed in one step while appends come: a few milliseconds of work, for which an append may have to wait. */
const SHORT_STEP_FRAMES = 64
/** While none come, longer steps cost less per frame. */
const LONG_STEP_FRAMES = 512
/** No append for so long: nobody is waiting for one. Much longer than a commit of a busy disk takes. */
const QUIET_MS = 250
/** More frames waiting than this while appends come is a burst. */
const BURST_FRAMES = 256
/** What lasts longer than this is no burst but the load. */
const MAX_BURST_MS = 60_000
/** In a burst, indexing leaves the disk and the processor to acknowledgements but for this share of the time. */
const BURST_SHARE = 0.02
const MIN_PAUSE_MS = 20

export interface PaceInput {
  /** Frames in the log that are not indexed. */
  readonly waitingFrames: number
  /** Since the last append. */
  readonly quietMs: number
  /** Since everything was indexed. */
  readonly behindMs: number
  /** Somebody waits for a result. */
  readonly urgent: boolean
  /** What the step before took. */
  readonly lastStepMs: number
}

/**
 * When to index next and how much: at once in everyday operation; in a burst hardly at all, since what is in the log is
 * safe and devices wait for their acknowledgements; at once whenever somebody asks for what the log holds, and when the
 * burst does not end.
 */
export function pace(input: PaceInput): { delayMs: number; frames: number } {
  const { waitingFrames, quietMs, behindMs, urgent, lastStepMs } = input
  if (quietMs >= QUIET_MS) return { delayMs: 0, frames: LONG_STEP_FRAMES }
  const isBurst = waitingFrames > BURST_FRAMES && behindMs <= MAX_BURST_MS
  if (urgent || !isBurst) return { delayMs: 0, frames: SHORT_STEP_FRAMES }
  return { delayMs: Math.max(MIN_PAUSE_MS, lastStepMs * (1 / BURST_SHARE - 1)), frames: SHORT_STEP_FRAMES }
}
