import type { Level } from '../domain/criterion.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'

/** An order on record and a replayed call further apart than this are two different matters. */
const SAME_MATTER_MS = 60 * MINUTE_MS

interface Timed {
  readonly routeId: string
  readonly level: Level
  readonly atMs: EpochMs
}

/** How a replayed call stands to what really happened. */
export type Difference =
  /** byMin: how much earlier the replay called, minutes; negative: later; 0: within one step. */
  | (Matter & {
      readonly kind: 'both'
      readonly recordedAtMs: EpochMs
      readonly replayedAtMs: EpochMs
      readonly byMin: number
    })
  | (Matter & { readonly kind: 'only-recorded'; readonly recordedAtMs: EpochMs })
  | (Matter & { readonly kind: 'only-replayed'; readonly replayedAtMs: EpochMs })

interface Matter {
  readonly routeId: string
  readonly level: Level
}

/**
 * Pairs orders on record with replayed calls: same route and level, at most an hour apart, the nearest first, each
 * once. In order of time.
 * @param stepMs less than a step apart is the same moment.
 */
export function differencesOf(recorded: readonly Timed[], replayed: readonly Timed[], stepMs: number): Difference[] {
  const pairs = recorded
    .flatMap((one, of) =>
      replayed.flatMap((other, to) => {
        const same = one.routeId === other.routeId && one.level === other.level
        const apartMs = Math.abs(one.atMs - other.atMs)
        return same && apartMs <= SAME_MATTER_MS ? [{ of, to, apartMs }] : []
      }),
    )
    .sort((a, b) => a.apartMs - b.apartMs)
  const partnerOf = new Map<number, number>()
  const taken = new Set<number>()
  for (const { of, to } of pairs) {
    if (partnerOf.has(of) || taken.has(to)) continue
    partnerOf.set(of, to)
    taken.add(to)
  }
  const ofRecord = recorded.map((one, index) => difference(one, replayed[partnerOf.get(index) ?? -1], stepMs))
  const ofReplay = replayed.flatMap(({ routeId, level, atMs }, index): Difference[] =>
    taken.has(index) ? [] : [{ kind: 'only-replayed', routeId, level, replayedAtMs: atMs }],
  )
  return [...ofRecord, ...ofReplay].sort((a, b) => timeOf(a) - timeOf(b))
}

/** When it happened first, on record or in the replay. */
export function timeOf(difference: Difference): EpochMs {
  switch (difference.kind) {
    case 'both':
      return Math.min(difference.recordedAtMs, difference.replayedAtMs)
    case 'only-recorded':
      return difference.recordedAtMs
    case 'only-replayed':
      return difference.replayedAtMs
  }
}

function difference({ routeId, level, atMs }: Timed, partner: Timed | undefined, stepMs: number): Difference {
  if (partner === undefined) return { kind: 'only-recorded', routeId, level, recordedAtMs: atMs }
  const earlierMs = atMs - partner.atMs
  const byMin = Math.abs(earlierMs) <= stepMs ? 0 : Math.round(earlierMs / MINUTE_MS)
  return { kind: 'both', routeId, level, recordedAtMs: atMs, replayedAtMs: partner.atMs, byMin }
}

/** Differences by kind. */
export interface DifferenceCounts {
  readonly same: number
  readonly earlier: number
  readonly later: number
  readonly onlyRecorded: number
  readonly onlyReplayed: number
}

/** How many differences there are of each kind. */
export function countDifferences(differences: readonly Difference[]): DifferenceCounts {
  const count = (matches: (it: Difference) => boolean) => differences.filter(matches).length
  return {
    same: count((it) => it.kind === 'both' && it.byMin === 0),
    earlier: count((it) => it.kind === 'both' && it.byMin > 0),
    later: count((it) => it.kind === 'both' && it.byMin < 0),
    onlyRecorded: count((it) => it.kind === 'only-recorded'),
    onlyReplayed: count((it) => it.kind === 'only-replayed'),
  }
}
