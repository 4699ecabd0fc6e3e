import type { DecideAt, Suppressor } from '../domain/criterion.ts'
import type { DecideAtInput, SuppressorInput } from './suppressor-schema.ts'

/** How long after a decision time a rule may still fire, minutes. */
const DEFAULT_WINDOW_MIN = 30
/** Defaults of suppressors. At 1.5 °C wet snow no longer stays; half a millimetre an hour wets a road. */
const SUPPRESSOR_DEFAULTS = { airTempC: 1.5, rainMm: 3, withinH: 6, marginMin: 0, share: 0.5 } as const

/** Decision times with their window. */
export function decideAtOf(written: DecideAtInput): DecideAt {
  return written === 'continuous'
    ? written
    : { cron: written.cron.map((it) => it.trim()), windowMin: written.windowMin ?? DEFAULT_WINDOW_MIN }
}

/** A suppressor with its defaults. */
export function suppressorOf(written: SuppressorInput): Suppressor {
  const { airTempC, rainMm, withinH, marginMin, share } = SUPPRESSOR_DEFAULTS
  switch (written.kind) {
    case 'warming':
      return { kind: 'warming', airTempC: written.airTempC ?? airTempC, withinH: written.withinH ?? withinH }
    case 'rain':
      return { kind: 'rain', rainMm: written.rainMm ?? rainMm, withinH: written.withinH ?? withinH }
    case 'too-late':
      return { kind: 'too-late', marginMin: written.marginMin ?? marginMin }
    case 'compacted':
      return { kind: 'compacted', share: written.share ?? share }
  }
}
