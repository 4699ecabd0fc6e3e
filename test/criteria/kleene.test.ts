import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { all, any } from '../../src/criteria/kleene.ts'
import { type Truth, type Verdict, verdict } from '../../src/criteria/verdict.ts'

const TRUTHS = ['yes', 'no', 'unknown'] as const

function part(holds: Truth, device: string = holds, doubtful = false): Verdict {
  const doubts = doubtful ? [{ code: 'sensor-clock', device: `${device}-doubt` } as const] : []
  return verdict(holds, { code: 'sensor-suspect', device }, { doubts })
}

describe('Kleene’s tables', () => {
  test.each([
    ['yes', 'yes', 'yes', 'yes'],
    ['yes', 'no', 'no', 'yes'],
    ['yes', 'unknown', 'unknown', 'yes'],
    ['no', 'no', 'no', 'no'],
    ['no', 'unknown', 'no', 'unknown'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ] as const)('%s, %s: all %s, any %s', (one, other, ofAll, ofAny) => {
    for (const parts of [
      [part(one), part(other)],
      [part(other), part(one)],
    ]) {
      expect(all(parts).holds).toBe(ofAll)
      expect(any(parts).holds).toBe(ofAny)
    }
  })
})

const truths = fc.constantFrom(...TRUTHS)
const parts = fc.array(
  fc.record({ holds: truths, doubtful: fc.boolean() }).map((it) => part(it.holds, it.holds, it.doubtful)),
  { minLength: 1, maxLength: 6 },
)

describe('laws', () => {
  test('of one part both are that part', () => {
    for (const holds of TRUTHS) {
      expect(all([part(holds)])).toEqual(part(holds))
      expect(any([part(holds)])).toEqual(part(holds))
    }
  })

  test('the order of parts and how they are grouped do not matter', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        for (const combine of [all, any]) {
          const flat = combine([...one, ...other])
          expect(combine([...other, ...one]).holds).toBe(flat.holds)
          expect(combine([combine(one), combine(other)]).holds).toBe(flat.holds)
        }
      }),
    )
  })

  test('any is all of the opposites, turned round', () => {
    const opposite = { yes: 'no', no: 'yes', unknown: 'unknown' } as const
    fc.assert(
      fc.property(parts, (given) => {
        const turned = given.map((it) => ({ ...it, holds: opposite[it.holds] }))
        expect(opposite[all(turned).holds]).toBe(any(given).holds)
        expect(all(turned).weak).toBe(any(given).weak)
      }),
    )
  })

  test('knowing more never turns yes into no or no into yes', () => {
    fc.assert(
      fc.property(parts, truths, (given, known) => {
        for (const combine of [all, any]) {
          const before = combine(given).holds
          const after = combine(given.map((it) => (it.holds === 'unknown' ? part(known) : it))).holds
          if (before !== 'unknown') expect(after).toBe(before)
        }
      }),
    )
  })

  test('unknown is always weak', () => {
    fc.assert(
      fc.property(parts, (given) => {
        for (const combine of [all, any]) {
          const { holds, weak } = combine(given)
          if (holds === 'unknown') expect(weak).toBe(true)
        }
      }),
    )
  })
})

describe('what it rests on', () => {
  test.each([
    { name: 'any: one with good evidence is enough', combine: any, doubtful: [true, false], weak: false },
    { name: 'any: all in doubt', combine: any, doubtful: [true, true], weak: true },
    { name: 'all: the weakest counts', combine: all, doubtful: [true, false], weak: true },
    { name: 'all: none in doubt', combine: all, doubtful: [false, false], weak: false },
  ])('$name', ({ combine, doubtful, weak }) => {
    expect(combine(doubtful.map((it, index) => part('yes', `p${index}`, it)))).toMatchObject({ holds: 'yes', weak })
  })

  test('any that is settled names what is unknown, and not what says no', () => {
    const whole = any([part('no', 'n'), part('yes', 'y'), part('unknown', 'u', true)])
    expect(whole.reasons).toMatchObject([{ device: 'y' }, { device: 'u' }])
    expect(whole.notes).toMatchObject([{ device: 'u-doubt' }])
    expect([whole.doubts, whole.weak]).toEqual([[], false])
  })

  test('what is not settled rests on every part', () => {
    expect(any([part('no', 'n'), part('unknown', 'u')]).reasons).toMatchObject([{ device: 'n' }, { device: 'u' }])
    expect(all([part('yes', 'a'), part('yes', 'b')]).reasons).toMatchObject([{ device: 'a' }, { device: 'b' }])
  })
})
