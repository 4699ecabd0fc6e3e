import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CHAIN_START,
  type ChainBreak,
  type ChainedEvent,
  type ChainLink,
  canonicalEvent,
  canonicalJson,
  eventHash,
  explainBreak,
  follows,
  GENESIS_HASH,
} from '../../src/domain/audit-chain.ts'

const EVENT = {
  id: 7,
  authorityId: 'aomori',
  atMs: 1_768_928_400_000,
  type: 'order.rejected',
  actor: 'api-key:key_1',
  subject: 'order_1',
  contractorId: null,
  dataJson: '{"reason": "雨に変わる", "at": 1.50}',
}

describe('the canonical form', () => {
  test('is this text, for ever', () => {
    expect(canonicalEvent(EVENT)).toBe(
      '[1,7,"aomori",1768928400000,"order.rejected","api-key:key_1","order_1",null,{"at":1.5,"reason":"雨に変わる"}]',
    )
  })

  test('and this is what is hashed', () => {
    const text = `${GENESIS_HASH}\n${canonicalEvent(EVENT)}`
    expect(eventHash(GENESIS_HASH, EVENT)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'))
    expect(eventHash(GENESIS_HASH, EVENT)).toBe('2255f175dd6e793d4e489d808f54b97964d29dbe0d12d6ebf5d268d874f81761')
  })

  test.each([
    { json: '{"b":1,"a":{"d":[],"c":null}}', want: '{"a":{"c":null,"d":[]},"b":1}' },
    { json: '{"10":1,"9":2,"__proto__":3}', want: '{"10":1,"9":2,"__proto__":3}' },
    { json: '[1.0, -0, 1e3, "\\u00e9\\n", true]', want: '[1,0,1000,"é\\n",true]' },
  ])('of $json', ({ json, want }) => {
    expect(canonicalJson(JSON.parse(json))).toBe(want)
  })

  test('does not depend on spacing or on the order of keys, and loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(JSON.parse(JSON.stringify(value, null, 2)))).toBe(text)
      }),
    )
  })
})

type Content = Omit<ChainedEvent, 'id' | 'prevHash' | 'hash'>

const contents: fc.Arbitrary<Content[]> = fc.array(
  fc.record({
    authorityId: fc.constantFrom('aomori', 'hirosaki'),
    atMs: fc.integer({ min: 0, max: 5 }),
    type: fc.constantFrom('order.requested', 'offer.created'),
    actor: fc.constant('rule:night@1'),
    // few different ones: events that say the same are still different links
    subject: fc.constantFrom('a', 'b'),
    contractorId: fc.constantFrom(null, 'kita'),
    dataJson: fc.jsonValue().map((it) => JSON.stringify({ it })),
  }),
  { minLength: 3, maxLength: 12 },
)

function chained(list: readonly Content[]): ChainedEvent[] {
  const events: ChainedEvent[] = []
  let before: ChainLink = CHAIN_START
  for (const content of list) {
    const event = { id: before.id + 1, ...content }
    events.push({ ...event, prevHash: before.hash, hash: eventHash(before.hash, event) })
    before = events.at(-1) ?? CHAIN_START
  }
  return events
}

/** The first break, as a table of these rows has it. */
async function firstBreak(rows: readonly ChainedEvent[]): Promise<ChainBreak | null> {
  const table = rows.toSorted((a, b) => a.id - b.id)
  let before: ChainLink = CHAIN_START
  for (const [index, event] of table.entries()) {
    if (!follows(before, event)) {
      return explainBreak({
        before,
        event,
        next: table[index + 1],
        idsOf: async (hash) => table.filter((it) => it.hash === hash).map((it) => it.id),
        idAfter: async (id) => table.find((it) => it.id > id)?.id ?? 0,
      })
    }
    before = event
  }
  return null
}

/** A chain, and two different places in it. */
const scenes = contents
  .map(chained)
  .chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray([...events.keys()], { minLength: 2, maxLength: 2 })),
  )
  .map(([events, [one = 0, other = 0]]) => ({ events, low: Math.min(one, other), high: Math.max(one, other) }))

function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) throw new RangeError(`nothing at ${index}`)
  return found
}

describe('in any chain of events', () => {
  test('what was only appended is whole', () =>
    fc.assert(
      fc.asyncProperty(contents, async (list) => {
        expect(await firstBreak(chained(list))).toBeNull()
      }),
    ))

  const alien = 'f'.repeat(64)
  test.each<{ field: string; change: (event: ChainedEvent) => Partial<ChainedEvent> }>([
    { field: 'authorityId', change: () => ({ authorityId: 'elsewhere' }) },
    { field: 'atMs', change: (it) => ({ atMs: it.atMs + 1 }) },
    { field: 'type', change: () => ({ type: 'order.accepted' }) },
    { field: 'actor', change: () => ({ actor: 'user:somebody' }) },
    { field: 'subject', change: (it) => ({ subject: `${it.subject}1` }) },
    { field: 'contractorId', change: () => ({ contractorId: 'minami' }) },
    { field: 'dataJson', change: () => ({ dataJson: '{"other":1}' }) },
    { field: 'dataJson, no longer JSON', change: () => ({ dataJson: '{' }) },
    // parsed to the same data, but a reader of the text meets the forged value first
    {
      field: 'dataJson, a key said twice',
      change: (it) => ({ dataJson: it.dataJson.replace('{', '{"it":"forged",') }),
    },
    { field: 'dataJson, spelt otherwise', change: (it) => ({ dataJson: it.dataJson.replace(':', ': ') }) },
    { field: 'hash', change: () => ({ hash: alien }) },
    { field: 'prevHash', change: () => ({ prevHash: alien }) },
    { field: 'content and hash', change: (it) => rehashed({ ...it, subject: 'forged' }) },
  ])('a changed $field is found where it is', ({ change }) =>
    fc.assert(
      fc.asyncProperty(scenes, async ({ events, low }) => {
        const event = at(events, low)
        const rows = events.with(low, { ...event, ...change(event) })
        expect(await firstBreak(rows)).toEqual({ eventId: event.id, why: 'changed' })
      }),
    ),
  )

  test('a removed event is found by the one that stood after it', () =>
    fc.assert(
      fc.asyncProperty(scenes, async ({ events, low }) => {
        expect(await firstBreak(events.toSpliced(low, 1))).toEqual({ eventId: low + 2, why: 'missing' })
      }),
    ))

  test('two events that changed places are found at the first', () =>
    fc.assert(
      fc.asyncProperty(scenes, async ({ events, low, high }) => {
        const [first, second] = [at(events, low), at(events, high)]
        const rows = events.with(low, { ...second, id: first.id }).with(high, { ...first, id: second.id })
        expect(await firstBreak(rows)).toEqual({ eventId: first.id, why: 'reordered' })
      }),
    ))

  test.each<{ name: string; hashes: (it: ChainedEvent) => Partial<ChainedEvent> }>([
    { name: 'with made-up hashes', hashes: () => ({ prevHash: alien, hash: alien }) },
    { name: 'that claims to follow the event before it', hashes: () => ({ hash: alien }) },
    { name: 'that really follows the event before it', hashes: rehashed },
  ])('an inserted event $name is found, later ones moved up', ({ hashes }) =>
    fc.assert(
      fc.asyncProperty(scenes, async ({ events, low }) => {
        const place = at(events, low)
        const forged = { ...place, subject: 'forged' }
        const moved = events.slice(low).map((it) => ({ ...it, id: it.id + 1 }))
        const rows = [...events.slice(0, low), { ...forged, ...hashes(forged) }, ...moved]
        expect(await firstBreak(rows)).toEqual({ eventId: place.id, why: 'inserted' })
      }),
    ),
  )

  test('an event that was copied to another place is found there', () =>
    fc.assert(
      fc.asyncProperty(scenes, async ({ events, low, high }) => {
        const copy = { ...at(events, low), id: high + 2 }
        const moved = events.slice(high + 1).map((it) => ({ ...it, id: it.id + 1 }))
        const rows = [...events.slice(0, high + 1), copy, ...moved]
        expect(await firstBreak(rows)).toEqual({ eventId: high + 2, why: 'inserted' })
      }),
    ))

  test('an end that was cut off leaves a chain that is whole', () =>
    fc.assert(
      fc.asyncProperty(scenes, async ({ events, high }) => {
        expect(await firstBreak(events.slice(0, high))).toBeNull()
      }),
    ))
})

function rehashed(event: ChainedEvent): ChainedEvent {
  return { ...event, hash: eventHash(event.prevHash, event) }
}
