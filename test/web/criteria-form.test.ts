import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesBetween, clashesOf, takeMine } from '../../dashboards/web/src/console/criteria/diff.ts'
import { fieldText, fieldValue } from '../../dashboards/web/src/console/criteria/field-text.ts'
import { fromForm, toForm } from '../../dashboards/web/src/console/criteria/form.ts'
import {
  PLAIN_KINDS,
  RULE_FIELDS,
  type RuleField,
  SUPPRESSOR_FIELDS,
  SUPPRESSOR_KINDS,
} from '../../dashboards/web/src/console/criteria/rule-fields.ts'
import type { CriterionBody } from '../../dashboards/web/src/console/criteria/types.ts'
import { type CriterionFields, CriterionSchema, parseCriterion } from '../../src/criteria/criterion-schema.ts'
import { RuleSchema } from '../../src/criteria/rule-schema.ts'
import { SuppressorSchema } from '../../src/criteria/suppressor-schema.ts'
import { CRITERION_TEMPLATES } from '../../src/criteria/templates.ts'
import { criterionInputs } from '../support/arbitrary-criterion.ts'

function read(input: unknown): CriterionFields {
  const fields = parseCriterion(input, '')
  if ('rule' in fields) return fields
  throw new Error(JSON.stringify(fields))
}

/** Through the form and back. */
const through = (body: unknown) => fromForm(toForm(body as CriterionBody))

describe('the form loses nothing', () => {
  test.each(CRITERION_TEMPLATES.map((it) => [it.id, it.criterion] as const))('template %s', (_, criterion) => {
    expect(read(through(criterion))).toEqual(read(criterion))
    // as the service stores it, every default written out
    expect(read(through(read(criterion)))).toEqual(read(criterion))
  })

  test('generated criteria', () => {
    fc.assert(
      fc.property(criterionInputs, (criterion) => {
        expect(read(through(criterion))).toEqual(read(criterion))
        expect(read(through(read(criterion)))).toEqual(read(criterion))
      }),
      { numRuns: 300 },
    )
  })

  test('what is left to its default stays so, and follows the trigger', () => {
    const form = toForm({
      id: 'a',
      scope: 'authority',
      mode: 'support',
      level: 'dispatch',
      rule: { kind: 'threshold', triggerCm: 10 },
    })
    expect(fromForm(form).rule).toEqual({ kind: 'threshold', triggerCm: 10 })
    const raised = { ...form, rule: { ...form.rule, values: { ...form.rule.values, triggerCm: '20' } } }
    expect(read(fromForm(raised)).rule).toMatchObject({ triggerCm: 20, releaseCm: 6 })
  })

  test('a probability that follows from cost and loss goes with them', () => {
    const stored = read({
      id: 'a',
      scope: 'authority',
      mode: 'support',
      level: 'dispatch',
      rule: { kind: 'probability', triggerCm: 10, costLoss: { cost: 1, loss: 4 } },
    })
    const form = toForm(stored as unknown as CriterionBody)
    const dearer = { ...form, rule: { ...form.rule, values: { ...form.rule.values, 'costLoss.cost': '2' } } }
    expect(read(fromForm(dearer)).rule).toMatchObject({ probability: 0.5, costLoss: { cost: 2, loss: 4 } })
  })
})

interface Shown {
  readonly properties: Readonly<
    Record<
      string,
      Shown & {
        minimum?: number
        exclusiveMinimum?: number
        maximum?: number
        enum?: unknown[]
        type?: string
        const?: string
        anyOf?: Shown[]
      }
    >
  >
  readonly required?: readonly string[]
}

const variants = (schema: unknown) =>
  new Map((schema as { anyOf: Shown[] }).anyOf.map((it) => [it.properties.kind?.const ?? '', it]))

/** The form's fields and the API's schema say the same: names, choices, limits, what is required. */
describe('every field of the API has its place in the form', () => {
  const cases = [
    ...PLAIN_KINDS.map((kind) => [kind, RULE_FIELDS[kind], variants(RuleSchema).get(kind)] as const),
    ...SUPPRESSOR_KINDS.map((kind) => [kind, SUPPRESSOR_FIELDS[kind], variants(SuppressorSchema).get(kind)] as const),
  ]
  test.each(cases)('%s', (_, fields, schema) => {
    if (schema === undefined) throw new Error('no such kind')
    const names = new Set(fields.map((it) => it.name.split('.')[0]))
    expect([...names].sort()).toEqual(
      Object.keys(schema.properties)
        .filter((it) => it !== 'kind')
        .sort(),
    )
    for (const field of fields) {
      const [first = '', second] = field.name.split('.')
      const outer = schema.properties[first]
      const own = second === undefined ? outer : outer?.anyOf?.[0]?.properties[second]
      if (field.kind === 'number') {
        expect([own?.minimum ?? own?.exclusiveMinimum, own?.maximum], field.name).toEqual([field.min, field.max])
        expect(own?.type === 'integer', field.name).toBe(field.whole === true)
      }
      if (field.kind === 'choice') expect(own?.enum?.map(String).sort(), field.name).toEqual([...field.choices].sort())
      if ('required' in field) expect(schema.required).toContain(first)
    }
  })

  test('and so has every field beside the rule', () => {
    const whole = fromForm({
      ...toForm({ id: 'a', name: 'n', scope: 'authority', mode: 'support', level: 'dispatch', rule: { kind: 'all' } }),
      enabled: false,
      cityMode: 'm',
      from: '2026-12-01',
      points: 'block',
      fixedTimes: true,
      suppressors: [{ kind: 'rain', values: {} }],
      releaseSustainMin: '1',
      respondMin: '2',
      classes: [{ key: 'k', roadClass: 'bus', minutes: '3' }],
    })
    expect(Object.keys(whole).sort()).toEqual(Object.keys(CriterionSchema.properties).sort())
  })
})

const PERCENT: RuleField = { name: 'probability', kind: 'number', unit: 'percent', min: 0.01, max: 0.99 }
const CM: RuleField = { name: 'triggerCm', kind: 'number', unit: 'cm', min: 0.5, max: 300 }

test.each([
  [PERCENT, 0.07, '7'],
  [PERCENT, 0.005, '0.5'],
  [PERCENT, 0.333333, '33.3333'],
  [PERCENT, 0.29, '29'],
  [CM, 7.5, '7.5'],
])('%o: %d is shown as %s, and back', (field, value, text) => {
  expect(fieldText(field, value)).toBe(text)
  expect(fieldValue(field, text)).toBe(value)
})

test.each([
  [CM, '１０', 10],
  [CM, ' 2.5 ', 2.5],
  [CM, '', undefined],
  [CM, 'ten', 'ten'],
  [CM, '1,5', '1,5'],
  [PERCENT, '３０', 0.3],
])('%o: what is typed as "%s" means %s', (field, text, value) => {
  expect(fieldValue(field, text)).toBe(value)
})

const BASE: CriterionBody = {
  id: 'a',
  scope: { kind: 'authority' },
  mode: 'support',
  level: 'dispatch',
  rule: {
    kind: 'any',
    of: [
      { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
      { kind: 'forecast', by: '07:00', triggerCm: 10 },
    ],
  },
  respondMin: 10,
}
const withPart = (index: number, change: object): CriterionBody => ({
  ...BASE,
  rule: { kind: 'any', of: (BASE.rule.of ?? []).map((it, at) => (at === index ? { ...it, ...change } : it)) },
})

describe('what changed', () => {
  test('a field of a part', () => {
    expect(changesBetween(BASE, { ...withPart(1, { triggerCm: 8 }), mode: 'automatic' })).toEqual([
      { path: 'rule.of[1].triggerCm', before: 10, after: 8 },
      { path: 'mode', before: 'support', after: 'automatic' },
    ])
  })

  test('a part put first is one addition, not a change of all that follow', () => {
    const added = { kind: 'snowfall', windowH: 24, triggerCm: 25 } as const
    const after: CriterionBody = { ...BASE, rule: { kind: 'any', of: [added, ...(BASE.rule.of ?? [])] } }
    expect(changesBetween(BASE, after)).toEqual([{ path: 'rule.of[0]', before: undefined, after: added }])
    expect(changesBetween(after, BASE)).toEqual([{ path: 'rule.of[0]', before: added, after: undefined }])
  })

  test('nothing, in whatever order the fields stand', () => {
    fc.assert(
      fc.property(criterionInputs, (input) => {
        const fields = read(input) as unknown as CriterionBody
        const turned = Object.fromEntries(Object.entries(fields).reverse()) as unknown as CriterionBody
        expect(changesBetween(fields, turned)).toEqual([])
      }),
    )
  })

  test('any two criteria that differ have a change', () => {
    fc.assert(
      fc.property(criterionInputs, criterionInputs, (a, b) => {
        const [one, two] = [
          { ...read(a), id: 'x' },
          { ...read(b), id: 'x' },
        ]
        const differ = JSON.stringify(one) !== JSON.stringify(two)
        const changes = changesBetween(one as unknown as CriterionBody, two as unknown as CriterionBody)
        if (!differ) expect(changes).toEqual([])
        // the order of parts means nothing, and neither does that of classes
        else if (changes.length === 0) expect(JSON.stringify(one).length).toBe(JSON.stringify(two).length)
      }),
    )
  })
})

describe('two people at once', () => {
  const mine = { ...withPart(0, { triggerCm: 12 }), respondMin: 5 }
  const theirs: CriterionBody = { ...withPart(0, { triggerCm: 8 }), mode: 'automatic' }

  test('who changed what', () => {
    expect(clashesOf(BASE, mine, theirs)).toEqual([
      { path: 'rule.of[0].triggerCm', base: 10, mine: 12, theirs: 8, both: true },
      { path: 'mode', base: 'support', mine: 'support', theirs: 'automatic', both: false },
      { path: 'respondMin', base: 10, mine: 5, theirs: 10, both: false },
    ])
  })

  test('field by field', () => {
    const merged = takeMine(mine, theirs, ['rule.of[0].triggerCm', 'respondMin'])
    expect(merged).toEqual({ ...withPart(0, { triggerCm: 12 }), mode: 'automatic', respondMin: 5 })
  })

  test('rules of another shape are chosen as a whole', () => {
    const alone: CriterionBody = { ...BASE, rule: { kind: 'threshold', triggerCm: 7 } }
    expect(clashesOf(BASE, mine, alone).map((it) => it.path)).toEqual(['rule', 'respondMin'])
    expect(takeMine(mine, alone, ['rule']).rule).toEqual(mine.rule)
  })

  test('taking everything of mine gives mine', () => {
    fc.assert(
      fc.property(criterionInputs, criterionInputs, criterionInputs, (a, b, c) => {
        const [base, own, other] = [a, b, c].map((it) => ({ ...read(it), id: 'x' }) as unknown as CriterionBody)
        if (base === undefined || own === undefined || other === undefined) return
        const merged = takeMine(
          own,
          other,
          clashesOf(base, own, other).map((it) => it.path),
        )
        expect(changesBetween(merged, own)).toEqual([])
      }),
    )
  })
})
