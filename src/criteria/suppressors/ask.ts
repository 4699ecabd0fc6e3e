import type { Criterion, Suppressor } from '../../domain/criterion.ts'
import type { Reason } from '../../domain/decision.ts'
import type { Facts } from '../facts.ts'
import { compacted } from './compacted.ts'
import type { Held } from './held.ts'
import { tooLate } from './too-late.ts'
import { rain, warming } from './weather.ts'

/** What all suppressors of a criterion say together. */
export interface Suppression {
  /** What holds the firing back; empty: nothing does. */
  readonly held: readonly Reason[]
  /** What could not be asked, which is doubt. */
  readonly unknown: readonly Reason[]
  /** Forecast run asked; null: none was. */
  readonly forecastRunId: string | null
}

/** Asks every suppressor about a firing. */
export function askSuppressors({ suppressors, rule }: Criterion, facts: Facts): Suppression {
  const held: Reason[] = []
  const unknown: Reason[] = []
  let forecastRunId: string | null = null
  for (const suppressor of suppressors) {
    const answer = ask(suppressor, rule, facts)
    if (answer.state === 'held') held.push({ code: 'suppressed', by: answer.by })
    if (answer.state === 'unknown')
      unknown.push({ code: 'suppressor-unknown', suppressor: suppressor.kind, because: answer.because })
    else forecastRunId ??= answer.runId ?? null
  }
  return { held, unknown, forecastRunId }
}

function ask(suppressor: Suppressor, rule: Criterion['rule'], facts: Facts): Held {
  switch (suppressor.kind) {
    case 'warming':
      return warming(suppressor, facts)
    case 'rain':
      return rain(suppressor, facts)
    case 'too-late':
      return tooLate(suppressor, facts)
    case 'compacted':
      return compacted(suppressor, rule, facts)
  }
}
