import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, foldLoosely, searchable, seeker } from '../../src/domain/search-text.ts'

test.each([
  ['ｴｷﾏｴ', 'えきまえ'],
  ['エキマエ', 'えきまえ'],
  ['国道１０３号', '国道103号'],
  ['霞ヶ関', '霞ケ関'],
  ['センター通り', 'せんた通り'],
  ['センタ－', 'センタ‐'],
  ['Route  A-1', 'ROUTEa１'],
  ['か゛', 'が'],
])('%s is folded as %s', (a, b) => {
  expect(fold(a)).toBe(fold(b))
})

test.each([
  ['２丁目', '二丁目'],
  ['北二十四条西十一丁目', '北24条西11丁目'],
  ['十日町', '10日町'],
  ['一〇三号', '103号'],
  ['霞ヶ関', '霞が関'],
  ['自由ケ丘', '自由が丘'],
  ['駅前通り線', '駅前通線'],
  ['おおづか', 'おおずか'],
])('%s is spelt %s too', (a, b) => {
  expect(foldLoosely(a)).toBe(foldLoosely(b))
  expect(seeker(a)(searchable([b]))).toBe(true)
  expect(seeker(b)(searchable([a]))).toBe(true)
})

test.each([
  { text: ['青葉通り線', 'あおばどおりせん'], typed: 'アオバ', found: true },
  { text: ['青葉通り線', 'あおばどおりせん'], typed: '青葉　どおり', found: true },
  { text: ['青葉通り線', 'あおばどおりせん'], typed: 'あおば 青木', found: false },
  { text: ['かすみがせき', null], typed: 'かすみけ', found: false },
  { text: ['みどりが丘', null], typed: 'みどりが', found: true },
  { text: ['北二十四条', null], typed: '北二十', found: true },
  { text: ['港', 'みなと'], typed: 'とみ', found: false },
  { text: ['港', 'みなと'], typed: '', found: true },
  { text: ['港', 'みなと'], typed: ' ・ー ', found: true },
])('$typed in $text: $found', ({ text, typed, found }) => {
  expect(seeker(typed)(searchable(text))).toBe(found)
})

test('a sound that is not yet whole hides nothing', () => {
  const text = searchable(['青葉通り線', 'あおばどおりせん'])
  for (const typed of ['ａ', 'あ', 'あｏ', 'あお', 'あおｂ', 'アオb', 'あおば', 'あおばｄ']) {
    expect(seeker(typed)(text), typed).toBe(true)
  }
})

const NAMES = fc.string({
  unit: fc.constantFrom(...'雪北町あガーヶが二十四2丁目通りｱづ -・A'),
  minLength: 1,
  maxLength: 12,
})

test('folding again changes nothing, whatever the text', () => {
  const texts = fc.oneof(NAMES, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(texts, (text) => {
      expect(fold(fold(text))).toBe(fold(text))
      expect(foldLoosely(foldLoosely(text))).toBe(foldLoosely(text))
    }),
    { numRuns: 2000 },
  )
})

test('any part of a name finds it, and so does its reading in either kana', () => {
  fc.assert(
    fc.property(NAMES, fc.nat(11), fc.nat(11), (name, from, length) => {
      const part = name.slice(from, from + 1 + length)
      expect(seeker(part)(searchable([name])), part).toBe(true)
      expect(seeker(foldLoosely(name))(searchable(['別の名', name]))).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
