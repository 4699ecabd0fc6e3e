import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { escalationErrors } from '../../bench/fault/dispatch/escalation-errors.ts'
import { doubledIn } from '../../bench/fault/dispatch/history.ts'
import { Ledger } from '../../bench/fault/dispatch/ledger.ts'
import { PARTS, storm } from '../../bench/fault/dispatch/storm.ts'
import type { JournalEvent } from '../../src/store/events/list-events.ts'

const BENCH = fileURLToPath(new URL('../../bench/dispatch/main.ts', import.meta.url))
const TIMEOUT_MS = 240_000

/** Over midnight, and the quiet route at 02:00. */
const SHORT_NIGHT = PARTS.filter((_, index) => index === 1 || index === 4)

test('a short storm with kills and failing endpoints loses, doubles and forgets nothing', {
  timeout: TIMEOUT_MS,
}, async () => {
  const report = await storm(7, SHORT_NIGHT)
  const { lost, doubled, undelivered, auditBreak, settled, ledger } = report
  expect({ lost, doubled, undelivered, auditBreak, settled, problems: ledger.problems }).toEqual({
    lost: [],
    doubled: [],
    undelivered: [],
    auditBreak: null,
    settled: true,
    problems: [],
  })
  expect(report.kills).toBe(2)
  expect(report.orders).toBeGreaterThan(0)
  expect(report.escalation.nightEscalations).toBeGreaterThan(0)
  expect(report.escalation.worstMs).toBeLessThanOrEqual(1000)
})

test('a small latency run: every webhook comes and is genuine, and none is lost around a kill', {
  timeout: TIMEOUT_MS,
}, async () => {
  const result = await lastLineOf(['--tiny', '--only', 'yukiban', '--json'])
  expect(result.yukiban).toMatchObject({ lost: 0, lost_on_kill: 0, refused: 0, samples: 20 })
  expect(result.yukiban.p50_ms).toBeGreaterThan(0)
  expect(result.yukiban.p99_ms).toBeGreaterThanOrEqual(result.yukiban.p50_ms)
  expect(result.skipped).toEqual({ node_red: 'not asked for (--only)' })
})

interface BenchResult {
  readonly yukiban: { readonly p50_ms: number; readonly p99_ms: number }
  readonly skipped: Readonly<Record<string, string>>
}

async function lastLineOf(args: readonly string[]): Promise<BenchResult> {
  const child = spawn(process.execPath, [BENCH, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  expect(code).toBe(0)
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as BenchResult
}

const order = (type: string, subject: string) => event(type, subject, { routeId: 'r1', level: 'dispatch' })
const offer = (type: string, subject: string, contractorId: string) =>
  event(type, subject, { orderId: 'o1' }, contractorId)

function event(type: string, subject: string, data: object, contractorId: string | null = null): JournalEvent {
  const data_ = data as JournalEvent['data']
  return { id: 1, authorityId: 'a', atMs: 0, type, actor: 'system:test', subject, contractorId, data: data_ }
}

test.each([
  {
    name: 'one after the other',
    events: [order('order.requested', 'o1'), order('order.completed', 'o1'), order('order.proposed', 'o2')],
    found: 0,
  },
  {
    name: 'proposed, then approved',
    events: [order('order.proposed', 'o1'), order('order.requested', 'o1')],
    found: 0,
  },
  { name: 'two open orders', events: [order('order.requested', 'o1'), order('order.proposed', 'o2')], found: 1 },
  {
    name: 'asked in turn',
    events: [
      offer('offer.created', 'f1', 'c1'),
      offer('offer.expired', 'f1', 'c1'),
      offer('offer.created', 'f2', 'c2'),
      offer('offer.accepted', 'f2', 'c2'),
    ],
    found: 0,
  },
  {
    name: 'two asked at once',
    events: [offer('offer.created', 'f1', 'c1'), offer('offer.created', 'f2', 'c2')],
    found: 1,
  },
  {
    name: 'two took it',
    events: [
      offer('offer.created', 'f1', 'c1'),
      offer('offer.accepted', 'f1', 'c1'),
      offer('offer.created', 'f2', 'c2'),
      offer('offer.accepted', 'f2', 'c2'),
    ],
    found: 1,
  },
])('what the journal shows as doubled: $name', ({ events, found }) => {
  expect(doubledIn(events)).toHaveLength(found)
})

const NIGHT_MS = Date.parse('2026-01-21T02:10:00+09:00')
const LIVES = [
  { startMs: NIGHT_MS - 3_600_000, upByMs: NIGHT_MS - 3_500_000, speed: 200 },
  { startMs: NIGHT_MS + 600_000, upByMs: NIGHT_MS + 700_000, speed: 200 },
]

test.each([
  {
    name: 'to the millisecond',
    due: 0,
    went: 0,
    want: { escalations: 1, nightEscalations: 1, worstMs: 0, overdue: 0 },
  },
  { name: 'late', due: 0, went: 1500, want: { escalations: 1, worstMs: 1500, overdue: 0 } },
  { name: 'early', due: 0, went: -20, want: { escalations: 1, worstMs: 20, overdue: 0 } },
  {
    name: 'due while the service was down',
    due: 300_000,
    went: 604_000,
    want: { escalations: 0, worstMs: 0, overdue: 1, worstOverdueRealMs: 20 },
  },
])('how far an escalation is from its time: $name', ({ due, went, want }) => {
  const expiry = { respondByMs: NIGHT_MS + due, expiredAtMs: NIGHT_MS + went }
  expect(escalationErrors([expiry], LIVES)).toMatchObject(want)
})

test('the ledger asks for a call once two acknowledged readings lie above the trigger, anew after each pass', () => {
  const ledger = new Ledger()
  for (const depthCm of [2, 5, 6.2]) ledger.acked('r1', depthCm)
  expect(ledger.crossings('r1')).toBe(0)
  ledger.acked('r1', 6.4)
  expect(ledger.crossings('r1')).toBe(1)
  ledger.plowed('r1', 6.4)
  for (const depthCm of [8, 10.3]) ledger.acked('r1', depthCm)
  expect(ledger.crossings('r1')).toBe(1)
  ledger.acked('r1', 10.4)
  ledger.acked('r1', 10.4)
  expect(ledger.crossings('r1')).toBe(2)
})

test('the ledger takes a webhook once, and notes an offer under two ids and an id with two bodies', () => {
  const ledger = new Ledger()
  const body = JSON.stringify({ type: 'offer.created', data: { offerId: 'f1' } })
  expect(ledger.take('c1', 'msg_1', body)).toBe(true)
  expect(ledger.take('c1', 'msg_1', body)).toBe(false)
  expect(ledger.repeats()).toBe(1)
  expect(ledger.problems).toEqual([])
  ledger.take('c1', 'msg_1', JSON.stringify({ type: 'offer.created', data: { offerId: 'f2' } }))
  ledger.take('c1', 'msg_2', body)
  expect(ledger.problems).toHaveLength(2)
})
