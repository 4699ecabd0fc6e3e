import { expect, test } from 'vitest'
import { devicesInMaintenance, silenceFor } from '../../src/criteria/silence.ts'
import type { Scope } from '../../src/domain/criterion.ts'
import type { Silence } from '../../src/domain/silence.ts'

const ROUTE = { id: 'r1', authorityId: 'aomori', blockId: 'b1', roadClass: 'bus' }

function silence(id: string, change: Partial<Silence> = {}): Silence {
  return {
    id,
    authorityId: 'aomori',
    target: { kind: 'scope', scope: { kind: 'route', id: 'r1' } },
    fromMs: 100,
    toMs: 200,
    reason: '工事',
    createdBy: 'user:officer',
    createdAtMs: 0,
    endedAtMs: null,
    ...change,
  }
}

interface Case {
  readonly name: string
  readonly at: number
  readonly change?: Partial<Silence>
  readonly scope?: Scope
  readonly want: string | null
}

test.each<Case>([
  { name: 'before', at: 99, want: null },
  { name: 'from its first moment', at: 100, want: 'a' },
  { name: 'to its last', at: 199, want: 'a' },
  { name: 'not at its end', at: 200, want: null },
  { name: 'until it was ended', at: 149, change: { endedAtMs: 150 }, want: 'a' },
  { name: 'not once it was ended', at: 150, change: { endedAtMs: 150 }, want: null },
  { name: "another authority's", at: 150, change: { authorityId: 'hirosaki' }, want: null },
  { name: 'another route', at: 150, scope: { kind: 'route', id: 'r2' }, want: null },
  { name: 'its block', at: 150, scope: { kind: 'block', id: 'b1' }, want: 'a' },
  { name: 'its class', at: 150, scope: { kind: 'road-class', roadClass: 'bus' }, want: 'a' },
  { name: 'everywhere', at: 150, scope: { kind: 'authority' }, want: 'a' },
])('a silence lies over a route: $name', ({ at, change, scope, want }) => {
  const target: Partial<Silence> = scope === undefined ? {} : { target: { kind: 'scope', scope } }
  expect(silenceFor([silence('a', { ...change, ...target })], ROUTE, at)?.id ?? null).toBe(want)
})

test('of several the one that lasts longest is named', () => {
  const all = [silence('a'), silence('b', { toMs: 300 }), silence('c', { toMs: 250 })]
  expect(silenceFor(all, ROUTE, 150)?.id).toBe('b')
})

test('a device is under maintenance while its window stands, and silences no route', () => {
  const device = silence('a', { target: { kind: 'device', device: 'd1' } })
  expect([...devicesInMaintenance([device, silence('b')], 150)]).toEqual(['d1'])
  expect([...devicesInMaintenance([device], 200)]).toEqual([])
  expect(silenceFor([device], ROUTE, 150)).toBeNull()
})
