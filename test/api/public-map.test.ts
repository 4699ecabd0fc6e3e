import { expect, test } from 'vitest'
import { publicRoute } from '../../src/api/public-map.ts'
import type { RouteState } from '../../src/decide/route-state.ts'
import { START_MS } from './fixture.ts'

const condition = { status: 'known', depthCm: 12.4, depthSincePassCm: 3, newSnowCm: 3 } as const
const order = (level: 'standby' | 'dispatch', state: RouteState['treatment']['openOrders'][number]['state']) => ({
  id: 'o',
  level,
  state,
  requestedAtMs: state === 'proposed' ? null : START_MS - 60_000,
  startedAtMs: state === 'started' ? START_MS - 30_000 : null,
  finishByMs: null,
})
test.each([
  { name: 'nothing', orders: [], passAgoMs: null, want: 'none' },
  { name: 'proposal', orders: [order('dispatch', 'proposed')], passAgoMs: null, want: 'none' },
  { name: 'standing by', orders: [order('standby', 'accepted')], passAgoMs: null, want: 'none' },
  { name: 'asked', orders: [order('dispatch', 'requested')], passAgoMs: 1000, want: 'ordered' },
  { name: 'accepted', orders: [order('dispatch', 'accepted')], passAgoMs: null, want: 'ordered' },
  {
    name: 'working',
    orders: [order('standby', 'accepted'), order('dispatch', 'started')],
    passAgoMs: 1,
    want: 'working',
  },
  { name: 'done', orders: [], passAgoMs: 86_400_000, want: 'done' },
  { name: 'long ago', orders: [], passAgoMs: 86_400_001, want: 'none' },
])('treatment for residents: $name', ({ orders, passAgoMs, want }) => {
  const route = {
    id: 'r',
    authorityId: 'a',
    blockId: 'b',
    name: 'n',
    nameKana: null,
    roadClass: 'bus',
    lengthM: 1,
    plowMinutes: 1,
    deadline: null,
    geometry: null,
  }
  const lastPassAtMs = passAgoMs === null ? null : START_MS - passAgoMs
  const times = { observedAtMs: START_MS - 5000, knownUntilMs: START_MS + 7000 }
  const snow = { ...times, condition, statuses: ['ok'] as const }
  const known = { snow, openOrders: orders, lastPassAtMs }
  const { properties } = publicRoute(route, { authority: undefined, block: undefined }, known, START_MS)
  expect(properties.treatment.status).toBe(want)
  expect(properties.treatment.startedAt).toBe(want === 'working' ? '2026-01-20T16:59:30.000Z' : null)
  expect(properties.treatment.orderedAt).toBe(['working', 'ordered'].includes(want) ? '2026-01-20T16:59:00.000Z' : null)
  expect(properties.condition).toEqual({
    status: 'known',
    depthCm: 12,
    at: '2026-01-20T17:00:00.000Z',
    observedAt: '2026-01-20T16:59:55.000Z',
    validUntil: '2026-01-20T17:00:07.000Z',
    why: null,
  })
})
