import type { ForecastRule, PlainRule, ProbabilityRule, RateRule, Suppressor } from '../../domain/criterion.ts'
import { type ComparisonNames, figure, type MeasureNames, type Phrases, percentage } from './phrases.ts'

const MEASURES: MeasureNames = {
  depth: 'snow depth',
  'depth-since-pass': 'depth since the last pass',
  'new-snow': 'new snow',
}
const COMPARISONS: ComparisonNames = { 'at-least': 'at or above', above: 'above' }
const AMOUNTS: ComparisonNames = { 'at-least': 'at least', above: 'more than' }

/** A criterion in English. */
export const ENGLISH: Phrases = {
  holds,
  ceases,
  quorum,
  suppressor,
  join(kind, phrases, within) {
    const text = phrases.join(kind === 'all' ? ', and ' : ', or ')
    return within ? `(${text})` : text
  },
}

function holds(rule: PlainRule): string {
  switch (rule.kind) {
    case 'threshold': {
      const state = `${COMPARISONS[rule.comparison]} ${figure(rule.triggerCm)} cm`
      if (rule.sustainMin === 0) return `${MEASURES[rule.measure]} is ${state}`
      return `${MEASURES[rule.measure]} has stayed ${state} for ${figure(rule.sustainMin)} min`
    }
    case 'snowfall':
      return `${AMOUNTS[rule.comparison]} ${figure(rule.triggerCm)} cm has fallen in the last ${rule.windowH} h`
    case 'rate':
      return rateHolds(rule)
    case 'forecast':
      return `${expected(rule)} is ${COMPARISONS[rule.comparison]} ${figure(rule.triggerCm)} cm`
    case 'probability':
      return `${likely(rule)} is at or above ${percentage(rule.probability)} %${money(rule)}`
  }
}

function rateHolds(rule: RateRule): string {
  const state = `${COMPARISONS[rule.comparison]} ${figure(rule.triggerCmPerH)} cm/h (over ${rule.windowH} h)`
  if (rule.sustainMin === 0) return `the rate of new snow is ${state}`
  return `the rate of new snow has stayed ${state} for ${figure(rule.sustainMin)} min`
}

function ceases(rule: PlainRule): string {
  switch (rule.kind) {
    case 'threshold':
      return `${MEASURES[rule.measure]} is below ${figure(rule.releaseCm)} cm at every usable sensor`
    case 'snowfall':
      return `the snowfall of ${rule.windowH} h is below ${figure(rule.releaseCm)} cm at every usable sensor`
    case 'rate':
      return `the rate over ${rule.windowH} h is below ${figure(rule.releaseCmPerH)} cm/h at every usable sensor`
    case 'forecast':
      return `${expected(rule)} is below ${figure(rule.releaseCm)} cm`
    case 'probability':
      return `${likely(rule)} is below ${percentage(rule.releaseProbability)} %`
  }
}

function by(text: string): string {
  if (text === 'deadline') return 'by the route’s deadline'
  return text.endsWith('h') ? `within ${text.slice(0, -1)} h` : `by ${text}`
}

function expected({ measure, quantity, by: moment, quantile }: ForecastRule): string {
  const what = quantity === 'added' ? `further ${MEASURES[measure]}` : MEASURES[measure]
  return `${what} expected ${by(moment)} (${quantile === 'p50' ? 'median' : quantile.toUpperCase()})`
}

function likely({ measure, by: moment, triggerCm }: ProbabilityRule): string {
  return `the probability that ${MEASURES[measure]} reaches ${figure(triggerCm)} cm ${by(moment)}`
}

function money({ costLoss }: ProbabilityRule): string {
  return costLoss === null ? '' : ` (cost ${figure(costLoss.cost)} / loss ${figure(costLoss.loss)})`
}

function quorum(rule: PlainRule, points: 'route' | 'block'): string {
  const whose = points === 'route' ? 'the route' : 'the block'
  const asked = rule.kind === 'forecast' || rule.kind === 'probability'
  const votes =
    rule.vote === 'majority'
      ? `more than half of the usable sensors of ${whose} must say so`
      : `${rule.vote} usable sensors of ${whose} must say so`
  const said = asked ? `it is foretold for all usable sensors of ${whose} together` : votes
  const least = `at least ${rule.minSensors} must be usable, else it is unknown`
  const silent = `one silent for more than ${figure(rule.staleMin)} min takes no part`
  const apart = `sensors more than ${figure(rule.disagreeCm)} cm apart are weak evidence`
  return [said, least, silent, apart].join('; ')
}

function suppressor(one: Suppressor): string {
  switch (one.kind) {
    case 'warming':
      return `the mean air temperature forecast for the next ${figure(one.withinH)} h is at or above ${figure(one.airTempC)} °C`
    case 'rain':
      return `at least ${figure(one.rainMm)} mm of rain is forecast for the next ${figure(one.withinH)} h`
    case 'too-late':
      return one.marginMin === 0
        ? 'a crew that starts now cannot finish by the deadline'
        : `a crew that starts now cannot finish ${figure(one.marginMin)} min before the deadline`
    case 'compacted':
      return `at most ${percentage(one.share)} % of the new snow still lies, packed by traffic`
  }
}
