/** What each kind of rule and suppressor is made of, as the form shows it. A test holds it equal to the API's schemas. */

export const PLAIN_KINDS = ['threshold', 'snowfall', 'rate', 'forecast', 'probability'] as const
export type PlainKind = (typeof PLAIN_KINDS)[number]
export const RULE_KINDS = [...PLAIN_KINDS, 'all', 'any'] as const
export type RuleKind = (typeof RULE_KINDS)[number]
export const SUPPRESSOR_KINDS = ['warming', 'rain', 'too-late', 'compacted'] as const
export type SuppressorKind = (typeof SUPPRESSOR_KINDS)[number]

type Unit = 'cm' | 'cmPerH' | 'min' | 'h' | 'percent' | 'sensors' | 'celsius' | 'mm' | 'money'

interface FieldBase {
  /** As in the API; a dot leads into an object. */
  readonly name: string
  /** Rarely changed: shown on demand. */
  readonly more?: true
}

export type RuleField =
  | (FieldBase & {
      readonly kind: 'number'
      readonly unit: Unit
      readonly min: number
      readonly max: number
      readonly required?: true
      readonly whole?: true
    })
  | (FieldBase & {
      readonly kind: 'choice'
      /** The first is the default, unless it is required. */
      readonly choices: readonly string[]
      /** The choices are numbers in the API. */
      readonly numeric?: true
      readonly required?: true
    })
  /** `deadline`, `HH:MM` or `6h`. */
  | (FieldBase & { readonly kind: 'by' })
  /** `majority` or a number of sensors. */
  | (FieldBase & { readonly kind: 'vote' })

const QUORUM: readonly RuleField[] = [
  { name: 'vote', kind: 'vote', more: true },
  { name: 'minSensors', kind: 'number', unit: 'sensors', min: 1, max: 50, whole: true, more: true },
  { name: 'staleMin', kind: 'number', unit: 'min', min: 5, max: 360, more: true },
  { name: 'disagreeCm', kind: 'number', unit: 'cm', min: 1, max: 300, more: true },
]

const COMPARISON: RuleField = { name: 'comparison', kind: 'choice', choices: ['at-least', 'above'] }
const TRIGGER: RuleField = { name: 'triggerCm', kind: 'number', unit: 'cm', min: 0.5, max: 300, required: true }
const RELEASE: RuleField = { name: 'releaseCm', kind: 'number', unit: 'cm', min: 0, max: 300 }
const SUSTAIN: RuleField = { name: 'sustainMin', kind: 'number', unit: 'min', min: 0, max: 180 }
const FROM_PASS: RuleField = { name: 'measure', kind: 'choice', choices: ['depth-since-pass', 'new-snow'] }
const BY: RuleField = { name: 'by', kind: 'by' }

/** Fields of a plain rule, in the order in which one thinks of them. */
export const RULE_FIELDS: Readonly<Record<PlainKind, readonly RuleField[]>> = {
  threshold: [
    { name: 'measure', kind: 'choice', choices: ['depth-since-pass', 'new-snow', 'depth'] },
    TRIGGER,
    COMPARISON,
    SUSTAIN,
    RELEASE,
    ...QUORUM,
  ],
  snowfall: [
    { name: 'windowH', kind: 'choice', choices: ['1', '3', '6', '12', '24', '72'], numeric: true, required: true },
    TRIGGER,
    COMPARISON,
    RELEASE,
    ...QUORUM,
  ],
  rate: [
    { name: 'windowH', kind: 'choice', choices: ['1', '3', '6'], numeric: true },
    { name: 'triggerCmPerH', kind: 'number', unit: 'cmPerH', min: 0.1, max: 30, required: true },
    COMPARISON,
    SUSTAIN,
    { name: 'releaseCmPerH', kind: 'number', unit: 'cmPerH', min: 0, max: 30 },
    ...QUORUM,
  ],
  forecast: [
    FROM_PASS,
    { name: 'quantity', kind: 'choice', choices: ['level', 'added'] },
    BY,
    TRIGGER,
    COMPARISON,
    { name: 'quantile', kind: 'choice', choices: ['p50', 'p10', 'p25', 'p75', 'p90'] },
    RELEASE,
    ...QUORUM,
  ],
  probability: [
    FROM_PASS,
    TRIGGER,
    BY,
    { name: 'probability', kind: 'number', unit: 'percent', min: 0.01, max: 0.99 },
    { name: 'costLoss.cost', kind: 'number', unit: 'money', min: 0, max: 1_000_000_000 },
    { name: 'costLoss.loss', kind: 'number', unit: 'money', min: 0, max: 1_000_000_000 },
    { name: 'releaseProbability', kind: 'number', unit: 'percent', min: 0.005, max: 0.99 },
    ...QUORUM,
  ],
}

const WITHIN: RuleField = { name: 'withinH', kind: 'number', unit: 'h', min: 1, max: 12 }

/** Fields of a suppressor. */
export const SUPPRESSOR_FIELDS: Readonly<Record<SuppressorKind, readonly RuleField[]>> = {
  warming: [{ name: 'airTempC', kind: 'number', unit: 'celsius', min: -5, max: 15 }, WITHIN],
  rain: [{ name: 'rainMm', kind: 'number', unit: 'mm', min: 0.1, max: 200 }, WITHIN],
  'too-late': [{ name: 'marginMin', kind: 'number', unit: 'min', min: 0, max: 360 }],
  compacted: [{ name: 'share', kind: 'number', unit: 'percent', min: 0.05, max: 0.95 }],
}

/** Rules within rules, and parts of one, as the API allows them. */
export const DEEPEST = 3
export const MOST_PARTS = 8

export function isPlainKind(kind: string): kind is PlainKind {
  return (PLAIN_KINDS as readonly string[]).includes(kind)
}
