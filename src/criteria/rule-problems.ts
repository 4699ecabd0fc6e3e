import type { PlainRule, ProbabilityRule } from '../domain/criterion.ts'
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import type { FieldProblem } from '../errors.ts'
import { HISTORY_MS } from '../snow/history.ts'

/** What is wrong with a plain rule beyond the form of its fields: values that cannot stand together. */
export function ruleProblems(rule: PlainRule, path: string): FieldProblem[] {
  return [...ownProblems(rule, path), ...quorumProblems(rule, path)]
}

function ownProblems(rule: PlainRule, path: string): FieldProblem[] {
  switch (rule.kind) {
    case 'threshold':
    case 'snowfall':
    case 'forecast':
      return releaseProblems(`${path}.releaseCm`, rule.releaseCm, 'triggerCm', rule.triggerCm)
    case 'rate':
      return [
        ...releaseProblems(`${path}.releaseCmPerH`, rule.releaseCmPerH, 'triggerCmPerH', rule.triggerCmPerH),
        ...courseProblems(rule, path),
      ]
    case 'probability':
      return probabilityProblems(rule, path)
  }
}

function releaseProblems(field: string, release: number, triggerName: string, trigger: number): FieldProblem[] {
  if (release < trigger) return []
  const message = `must be below ${triggerName} (${trigger}): a criterion that releases where it fires would flicker`
  return [{ field, value: String(release), message }]
}

/** A rate can only be followed back as far as the course of the values is kept. */
function courseProblems({ windowH, sustainMin }: { windowH: number; sustainMin: number }, path: string) {
  const longestMin = (HISTORY_MS - windowH * HOUR_MS) / MINUTE_MS
  if (sustainMin <= longestMin) return []
  const message = `must be at most ${longestMin} with windowH ${windowH}; take a shorter windowH or a lower sustainMin`
  return [{ field: `${path}.sustainMin`, value: String(sustainMin), message }]
}

/** Written probability and cost/loss may differ by rounding. */
const PROBABILITY_TOLERANCE = 0.005

function probabilityProblems(rule: ProbabilityRule, path: string): FieldProblem[] {
  const { probability, releaseProbability, costLoss } = rule
  if (costLoss !== null) {
    const { cost, loss } = costLoss
    const share = cost / loss
    const value = `${cost} / ${loss}`
    const field = `${path}.costLoss`
    if (share < 0.01 || share > 0.99)
      return [
        { field, value, message: 'must give a probability from 0.01 to 0.99: acting must cost less than is lost' },
      ]
    if (Math.abs(probability - share) > PROBABILITY_TOLERANCE)
      return [{ field, value, message: `gives ${share.toFixed(2)}, not probability ${probability}; leave one out` }]
  } else if (Number.isNaN(probability)) {
    return [
      { field: `${path}.probability`, message: 'is missing: give probability, or costLoss from which it follows' },
    ]
  }
  return releaseProblems(`${path}.releaseProbability`, releaseProbability, 'probability', probability)
}

function quorumProblems({ vote, minSensors }: PlainRule, path: string): FieldProblem[] {
  // with fewer sensors than votes it could never fire, and would read as "no snow" instead of "unknown"
  if (vote === 'majority' || vote <= minSensors) return []
  const message = `asks for more sensors than minSensors (${minSensors}) makes sure of; raise minSensors to ${vote}`
  return [{ field: `${path}.vote`, value: String(vote), message }]
}
