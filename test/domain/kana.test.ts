import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readingOf } from '../../src/domain/kana.ts'

test.each([
  ['アオバドオリ', 'あおばどおり'],
  ['ｱｵﾊﾞﾄﾞｵﾘ', 'あおばどおり'],
  ['は\u3099', 'ば'],
  ['　きた　 ２４じょう ', 'きた 24じょう'],
  ['センタ－', 'せんたー'],
  ['ｾﾝﾀｰ', 'せんたー'],
  ['ヴィラ', 'ゔぃら'],
  ['みなと･にし', 'みなと・にし'],
  ['', null],
  [' 　', null],
])('%j is kept as %j', (typed, kana) => {
  expect(readingOf(typed)).toEqual({ kana })
})

test.each([
  ['青葉どおり', '青'],
  ['aoba', 'a'],
  ['あおば（きた）', '('],
  ['-', '-'],
  ['24', '24'],
  ['あ\u0000', '\u0000'],
])('%j is no reading for %j', (typed, wrong) => {
  expect(readingOf(typed)).toEqual({ wrong })
})

test('a reading that is kept is kept as it is', () => {
  const signs = fc.constantFrom(...'あアｱﾞー－- 　がヴヶ1２・･゛')
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: signs }), fc.string({ unit: 'grapheme' })), (text) => {
      const reading = readingOf(text)
      if ('kana' in reading && reading.kana !== null) expect(readingOf(reading.kana)).toEqual(reading)
    }),
    { numRuns: 2000 },
  )
})
