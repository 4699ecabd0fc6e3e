import type { PlainRule, ProbabilityRule } from '../domain/criterion.ts'
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { HISTORY_MS } from '../snow/history.ts'

/** What is wrong with a plain rule beyond the form of its fields: values that cannot stand together. */
export function ruleProblems(rule: PlainRule, path: string): SpokenProblem[] {
  return [...ownProblems(rule, path), ...quorumProblems(rule, path)]
}

function ownProblems(rule: PlainRule, path: string): SpokenProblem[] {
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

function releaseProblems(field: string, release: number, triggerName: string, trigger: number): SpokenProblem[] {
  if (release < trigger) return []
  const says = say('release-not-below', { trigger: triggerName, value: trigger })
  return [fieldProblem(field, says, String(release))]
}

/** A rate can only be followed back as far as the course of the values is kept. */
function courseProblems({ windowH, sustainMin }: { windowH: number; sustainMin: number }, path: string) {
  const longestMin = (HISTORY_MS - windowH * HOUR_MS) / MINUTE_MS
  if (sustainMin <= longestMin) return []
  const says = say('sustain-too-long', { longest: longestMin, windowH })
  return [fieldProblem(`${path}.sustainMin`, says, String(sustainMin))]
}

/** Written probability and cost/loss may differ by rounding. */
const PROBABILITY_TOLERANCE = 0.005

function probabilityProblems(rule: ProbabilityRule, path: string): SpokenProblem[] {
  const { probability, releaseProbability, costLoss } = rule
  if (costLoss !== null) {
    const { cost, loss } = costLoss
    const share = cost / loss
    const value = `${cost} / ${loss}`
    const field = `${path}.costLoss`
    if (share < 0.01 || share > 0.99) return [fieldProblem(field, say('cost-loss-out-of-range'), value)]
    if (Math.abs(probability - share) > PROBABILITY_TOLERANCE)
      return [fieldProblem(field, say('cost-loss-contradicts', { share: share.toFixed(2), probability }), value)]
  } else if (Number.isNaN(probability)) {
    return [fieldProblem(`${path}.probability`, say('probability-missing'))]
  }
  return releaseProblems(`${path}.releaseProbability`, releaseProbability, 'probability', probability)
}

function quorumProblems({ vote, minSensors }: PlainRule, path: string): SpokenProblem[] {
  // with fewer sensors than votes it could never fire, and would read as "no snow" instead of "unknown"
  if (vote === 'majority' || vote <= minSensors) return []
  return [fieldProblem(`${path}.vote`, say('vote-above-sensors', { minSensors, vote }), String(vote))]
}
