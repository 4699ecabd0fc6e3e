import { expect, test } from 'vitest'
import { heldBy, nextToSend, shownRoute, type Tap, tapTime } from '../../dashboards/web/src/contractor/taps.ts'
import type { WorkRoute } from '../../dashboards/web/src/contractor/work.ts'

const NOON_MS = Date.parse('2026-01-20T12:00:00Z')
const anybody = () => true

function tap(id: number, kind: 'accept' | 'start' | 'complete', more: Partial<Tap> = {}): Tap {
  const state = { state: 'waiting', refusal: null } as const
  const whose = { owner: 'user:1', callOutId: 'c1', orderIds: ['a'] }
  return { id, key: `k${id}`, ...whose, act: { kind }, atMs: NOON_MS + id, ...state, ...more }
}

const route = (state: WorkRoute['state'], more: Partial<WorkRoute> = {}): WorkRoute => ({
  offerId: 'o1',
  orderId: 'a',
  state,
  level: 'dispatch',
  respondBy: new Date(NOON_MS).toISOString(),
  routeId: 'r1',
  name: '本町線',
  block: '第一工区',
  lengthM: 1000,
  plowMinutes: 30,
  geometry: null,
  startBy: null,
  finishBy: null,
  deadlineState: 'on-time',
  acceptedAt: null,
  startedAt: null,
  completedAt: null,
  declineCode: null,
  why: [],
  progress: null,
  ...more,
})

test('the oldest waiting tap goes first; what is sent or refused does not go again', () => {
  const taps = [tap(1, 'start', { state: 'sent' }), tap(2, 'complete'), tap(3, 'start', { orderIds: ['b'] })]
  expect(nextToSend(taps, anybody)?.id).toBe(2)
  expect(nextToSend(taps, (it) => it.id === 3)?.id).toBe(3)
  expect(nextToSend([], anybody)).toBeUndefined()
})

test('a refused tap holds back the later ones of its routes, and of no other', () => {
  const refused = tap(1, 'start', { state: 'refused' })
  const taps = [
    refused,
    tap(2, 'complete'),
    tap(3, 'start', { orderIds: ['b'] }),
    tap(4, 'start', { owner: 'link:c1' }),
  ]
  expect(taps.map((it) => heldBy(it, taps)?.id)).toEqual([undefined, 1, undefined, undefined])
  expect(nextToSend(taps, anybody)?.id).toBe(3)
  const earlier = [tap(1, 'start'), tap(2, 'complete', { state: 'refused' })]
  expect(nextToSend(earlier, anybody)?.id).toBe(1)
  const several = [tap(1, 'accept', { state: 'refused', orderIds: ['a', 'b'] }), tap(2, 'start', { orderIds: ['b'] })]
  expect(nextToSend(several, anybody)).toBeUndefined()
})

test.each([
  { name: 'nothing pressed', state: 'accepted', taps: [], want: 'accepted' },
  { name: 'start on its way', state: 'accepted', taps: [tap(1, 'start')], want: 'started' },
  { name: 'both on their way', state: 'accepted', taps: [tap(1, 'start'), tap(2, 'complete')], want: 'completed' },
  { name: 'start refused', state: 'accepted', taps: [tap(1, 'start', { state: 'refused' })], want: 'accepted' },
  {
    name: 'done held back by a refused start',
    state: 'accepted',
    taps: [tap(1, 'start', { state: 'refused' }), tap(2, 'complete')],
    want: 'accepted',
  },
  { name: 'called off meanwhile', state: 'withdrawn', taps: [tap(1, 'start')], want: 'withdrawn' },
  { name: 'an acceptance counts when it has arrived', state: 'asked', taps: [tap(1, 'accept')], want: 'asked' },
  { name: 'of another call-out', state: 'accepted', taps: [tap(1, 'start', { callOutId: 'c2' })], want: 'accepted' },
] as const)('shown: $name', ({ state, taps, want }) => {
  expect(shownRoute(route(state), 'c1', taps).state).toBe(want)
})

test('an answer on its way is said to be so, and starts carry the time of the tap', () => {
  expect(shownRoute(route('asked'), 'c1', [tap(1, 'accept')])).toMatchObject({ answering: 'accept' })
  expect(shownRoute(route('accepted'), 'c1', [tap(1, 'start')]).startedAtMs).toBe(NOON_MS + 1)
  const startedAt = new Date(NOON_MS - 5).toISOString()
  expect(shownRoute(route('started', { startedAt }), 'c1', [tap(1, 'start')]).startedAtMs).toBe(NOON_MS - 5)
})

test('a tap is never before the step before it, whatever the telephone’s clock says', () => {
  const acceptedAt = new Date(NOON_MS).toISOString()
  const accepted = shownRoute(route('accepted', { acceptedAt }), 'c1', [])
  expect(tapTime(NOON_MS - 60_000, accepted)).toBe(NOON_MS)
  expect(tapTime(NOON_MS + 60_000, accepted)).toBe(NOON_MS + 60_000)
  const started = shownRoute(route('accepted', { acceptedAt }), 'c1', [tap(90_000, 'start')])
  expect(tapTime(NOON_MS, started)).toBe(NOON_MS + 90_000)
})
