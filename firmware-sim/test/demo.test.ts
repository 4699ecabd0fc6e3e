import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Reason } from '../../src/domain/decision.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import type { JournalEvent } from '../../src/store/events/list-events.ts'
import type { Frame, QuarantineQuery, ReadingQuery } from '../../src/store/readings/port.ts'
import { testReadings } from '../../test/support/stores.ts'
import { Doubts } from '../demo/doubts.ts'
import { Ledger } from '../demo/ledger.ts'
import { Lines } from '../demo/lines.ts'
import { padTo, widthOf, wrap } from '../demo/text.ts'
import type { Outgoing } from '../sampler.ts'
import { START_MS } from './fixtures.ts'

const reading = (seq: number): Outgoing => ({
  json: JSON.stringify({ boot: 'b', seq, at: START_MS + seq * MINUTE_MS, distance_mm: 2900 }),
  broken: false,
  twice: false,
})
const garbage: Outgoing = { json: '{"boot":"b","seq"', broken: true, twice: false }

const frame = (deviceId: string, { json }: Outgoing): Frame => {
  const payload = new TextEncoder().encode(json)
  const receivedAtMs = START_MS + 60 * MINUTE_MS
  const sizeBytes = payload.byteLength
  return { deviceId, kind: 'reading', codec: 'json', payloadFormat: null, topic: 't', receivedAtMs, payload, sizeBytes }
}

test('the ledger finds every acknowledged reading and every garbled message that is not where it should be', async () => {
  const store = await testReadings()
  const ledger = new Ledger()
  const stored = [reading(0), reading(1), garbage, garbage]
  await store.append(stored.map((it) => frame('s1', it)))
  await store.settled()
  ledger.acked('s1', stored)
  expect(await ledger.balance(store, [{ id: 's1' }])).toEqual({
    acked: 4,
    readings: 2,
    quarantined: 2,
    missing: [],
    duplicates: [],
  })
  ledger.acked('s1', [reading(2), garbage])
  ledger.acked('s2', [reading(0)])
  const { missing } = await ledger.balance(store, [{ id: 's1' }, { id: 's2' }])
  expect(missing).toEqual(['s1 b:2', 's1 (garbage)', 's2 b:0'])
})

test('the ledger finds a reading that comes out of the store twice', async () => {
  const store = await testReadings()
  await store.append([frame('s1', reading(0))])
  await store.settled()
  const repeating = {
    readings: async (query: ReadingQuery) => [...(await store.readings(query)), ...(await store.readings(query))],
    quarantine: (query: QuarantineQuery) => store.quarantine(query),
  }
  const { duplicates } = await new Ledger().balance(repeating, [{ id: 's1' }])
  expect(duplicates).toEqual(['s1 b:0'])
})

test.each([
  ['', 0],
  ['12.3 cm', 7],
  ['駅前通り線', 10],
  ['（2 台）', 8],
  ['ﾊﾝｶｸ', 4],
  ['が', 2],
  ['か\u3099', 2],
  ['❄✓✗⚠➜✎▸', 7],
])('%s is %i columns wide', (text, columns) => {
  expect(widthOf(text)).toBe(columns)
})

test('padding counts columns, not characters, and never cuts', () => {
  expect(padTo('本町線', 8)).toBe('本町線  ')
  expect(padTo('2.1', 5, 'right')).toBe('  2.1')
  expect(padTo('中央大通り線', 4)).toBe('中央大通り線')
})

test('Japanese breaks anywhere but before closing and after opening marks; Latin words stay whole', () => {
  expect(wrap('積雪（深）。', 6)).toEqual(['積雪', '（深）。'])
  expect(wrap('up to ten cm', 6)).toEqual(['up to', 'ten cm'])
})

test('wrapping loses nothing but spaces at breaks, and no line is too wide unless it is one piece', () => {
  const piece = fc.constantFrom('snow ', 'a ', '除雪', '（', '）。', '12.3 cm ', 'sensor-ekimae-c ')
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 8, max: 60 }),
      (pieces, columns) => {
        const text = pieces.join('')
        const lines = wrap(text, columns)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        for (const line of lines) expect(widthOf(line) <= columns || wrap(line, columns).length === 1).toBe(true)
      },
    ),
  )
})

test('a route that is told of twice in the same minute is named once, and long text hangs under itself', () => {
  const printed: string[] = []
  const lines = new Lines({ columns: () => 44, colour: false, print: (it) => printed.push(it) }, 'Asia/Tokyo', [
    '本町線',
    '中央大通り線',
  ])
  const told = { atMs: START_MS, mark: '✓', tone: 'plain', place: '本町線' } as const
  lines.tell({ ...told, text: 'has been plowed at last, all of it is clear' })
  lines.tell({ ...told, text: 'again' })
  lines.tell({ ...told, atMs: START_MS + MINUTE_MS, text: 'later' })
  expect(printed).toEqual([
    '18:00  ✓ 本町線        has been plowed at last,',
    '                       all of it is clear',
    '       ✓               again',
    '18:01  ✓ 本町線        later',
  ])
})

const suspect: Reason = { code: 'sensor-suspect', device: 's1' }
const silent: Reason = { code: 'sensor-stale', device: 's1', silentMin: 50 }
const neverSpoken: Reason = { code: 'sensor-stale', device: 's1', silentMin: null }
let lastId = 0
const event = (type: string, atMin: number, reasons: readonly Reason[] = [], rule = 'r1'): JournalEvent => ({
  id: ++lastId,
  authorityId: 'a',
  atMs: START_MS + atMin * MINUTE_MS,
  type,
  actor: `rule:${rule}@1`,
  subject: 'x',
  contractorId: null,
  data: { reasons },
})

test.each([
  {
    name: 'is told once however many rules see it, and so is its end',
    events: [
      event('decision.hold', 0, [suspect]),
      event('decision.hold', 0, [suspect], 'r2'),
      event('decision.hold', 40, [silent]),
      event('decision.hold', 60, [], 'r2'),
      event('decision.hold', 60),
    ],
    want: ['doubt', 'trusted'],
  },
  { name: 'of a sensor that has never spoken is none', events: [event('decision.hold', 0, [neverSpoken])], want: [] },
  {
    name: 'after a pass is expected',
    events: [event('order.completed', 0), event('decision.hold', 9, [suspect]), event('decision.hold', 40)],
    want: [],
  },
  { name: 'is told with the decision that gives it', events: [event('decision.fire', 0, [silent])], want: [] },
])('a doubt $name', ({ events, want }) => {
  const doubts = new Doubts()
  expect(events.flatMap((it) => doubts.take(it, 'route')).map((it) => it.kind)).toEqual(want)
})
