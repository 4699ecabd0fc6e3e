import { expect, test } from 'vitest'
import { ORDER_STEPS, orderLine, orderStep } from '../../src/figures/order-line.ts'
import { sampleLines } from '../../src/figures/sample-lines.ts'
import type { JournalEvent } from '../../src/store/events/list-events.ts'
import type { RoutedOrder } from '../../src/store/orders/orders-with-routes.ts'

const NOW = Date.parse('2026-01-20T17:00:00Z')
const EVENT: JournalEvent = {
  id: 1_000_007,
  authorityId: 'town',
  atMs: NOW,
  type: 'order.accepted',
  actor: 'contractor:c1',
  subject: 'order-1',
  contractorId: 'c1',
  data: {},
}
const ROUTED: RoutedOrder = {
  order: {
    id: 'order-1',
    authorityId: 'town',
    routeId: 'r 1',
    level: 'dispatch',
    state: 'completed',
    version: 5,
    priority: 5,
    decisionId: null,
    criterionId: null,
    reason: null,
    contractorId: 'c1',
    respondMin: 10,
    createdAtMs: NOW - 90_000,
    requestedAtMs: NOW - 30_500,
    acceptedAtMs: NOW,
    startedAtMs: null,
    completedAtMs: null,
    closedAtMs: null,
    closedReason: null,
    finishByMs: null,
    startByMs: null,
    deadlineState: 'on-time',
    alarmAtMs: null,
    ladderAfterOfferId: null,
    noLongerNeededAtMs: null,
  },
  blockId: 'b1',
  roadClass: 'bus',
}

test('a step of an order: tags by which to group, seconds since raised and asked, a nanosecond of its own', () => {
  expect(orderLine(EVENT, 'accepted', ROUTED)).toBe(
    'order,authority=town,block=b1,class=bus,level=dispatch,route=r\\ 1,step=accepted ' +
      `n=1,raised_s=90,asked_s=30.5 ${NOW}000007`,
  )
})

test('who took it is not told', () => {
  expect(orderLine(EVENT, 'accepted', ROUTED)).not.toMatch(/c1|order-1/)
})

test('before contractors were asked there is nothing to count from', () => {
  const proposed = { ...EVENT, atMs: NOW - 90_000 }
  expect(orderLine(proposed, 'proposed', ROUTED)).toContain(' n=1,raised_s=0 ')
})

test.each([
  ...ORDER_STEPS.map((it) => [`order.${it}`, it] as const),
  ['order.passed-over', undefined] as const,
  ['offer.accepted', undefined] as const,
])('the event %s is the step %s', (type, step) => {
  expect(orderStep({ type })).toBe(step)
})

test('metrics: one line without labels, one for each label; of Node only what is asked for', () => {
  const metrics = [
    { name: 'yukiban_readings_total', values: [{ value: 3, labels: {} }] },
    { name: 'yukiban_open_orders', values: [{ value: 2, labels: {} }] },
    {
      name: 'yukiban_mqtt_refused_total',
      values: [
        { value: 1, labels: { reason: 'bad-token' } },
        { value: 0, labels: { reason: 'too many' } },
      ],
    },
    { name: 'process_resident_memory_bytes', values: [{ value: 1e8, labels: {} }] },
    { name: 'nodejs_version_info', values: [{ value: 1, labels: { version: 'v24' } }] },
    { name: 'yukiban_accepting', values: [{ value: Number.NaN, labels: {} }] },
  ]
  expect(sampleLines(metrics, 'ingest+decide', NOW)).toEqual([
    `service,process=ingest+decide readings_total=3,open_orders=2,process_resident_memory_bytes=100000000 ${NOW}000000`,
    `service,process=ingest+decide,reason=bad-token mqtt_refused_total=1 ${NOW}000000`,
    `service,process=ingest+decide,reason=too\\ many mqtt_refused_total=0 ${NOW}000000`,
  ])
})
