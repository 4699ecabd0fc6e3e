import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { schemaProblems } from '../../src/domain/schema-problems.ts'

const Schema = Type.Object({
  cost: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 9 })),
  share: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  one: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 1 })),
  two: Type.Optional(Type.Array(Type.String(), { minItems: 2, maxItems: 3 })),
})

test.each([
  { value: { cost: 0 }, field: 'cost', message: 'must be a number above 0 and at most 9' },
  { value: { cost: 10 }, field: 'cost', message: 'must be a number above 0 and at most 9' },
  { value: { share: -1 }, field: 'share', message: 'must be a number above 0' },
  { value: { one: [] }, field: 'one', message: 'must have at least 1 entry, not 0' },
  { value: { one: ['a', 'b'] }, field: 'one', message: 'must have at most 1 entry, not 2' },
  { value: { two: ['a'] }, field: 'two', message: 'must have at least 2 entries, not 1' },
  { value: { two: ['a', 'b', 'c', 'd'] }, field: 'two', message: 'must have at most 3 entries, not 4' },
])('$value: $field $message', ({ value, field, message }) => {
  expect(schemaProblems(Schema, value)).toMatchObject([{ field, message }])
})

test('what the schema allows has no problems', () => {
  expect(schemaProblems(Schema, { cost: 9, share: 0.1, one: ['a'], two: ['a', 'b', 'c'] })).toEqual([])
})
