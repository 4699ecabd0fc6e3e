/**
 * Text as a search sees it, for the service and the pages alike: the pages are built with this file and `kana.ts`, so
 * that neither imports anything else, nor looks behind in expressions, which older telephones cannot read at all. Names
 * are found by any part of them, by their reading, and in the other ways in which people write them.
 */
import { toHiragana } from './kana.ts'

/** Spaces, dashes, long marks and middle dots, which people put and leave out as they like. */
const UNHEARD = /[\s\-‐‑‒–—―ー−~〜・·]/gu
const NUMERALS = /[〇一二三四五六七八九十]+/g
const DIGITS = '〇一二三四五六七八九'
/** What an input method shows of a sound that is not yet whole: `ａ`, and `あおｂ` on the way to `あおば`. */
const UNFINISHED = /[ａ-ｚ]{1,3}$|([ぁ-ゖァ-ヺー])[a-z]{1,3}$/u

/**
 * Without regard to width, case, kind of kana, spaces, dashes, long marks and middle dots. `ヶ` is `け`, `ヵ` is `か`.
 * Sign by sign: what is part of a text is part of it folded, too. Applied to its own result it changes nothing.
 */
export function fold(text: string): string {
  return toHiragana(text.normalize('NFKC').toLowerCase())
    .replaceAll(UNHEARD, '')
    .normalize('NFKC')
    .replaceAll('ゖ', 'け')
    .replaceAll('ゕ', 'か')
}

/**
 * Folded, and one of several spellings for all of them: 二十四条 and 24条, 霞が関 and 霞ヶ関, 駅前通 and 駅前通り, づ and ず.
 * Beside `fold`, never instead of it: part of a text is not always part of this.
 */
export function foldLoosely(text: string): string {
  return fold(text)
    .replaceAll(NUMERALS, inDigits)
    .replaceAll(/(\p{Script=Han})が|が(?=\p{Script=Han})/gu, '$1け')
    .replaceAll(/通り+/g, '通')
    .replaceAll('づ', 'ず')
    .replaceAll('ぢ', 'じ')
}

/** What is looked through when a thing with these texts is sought; made once for each thing. */
export function searchable(texts: readonly (string | null)[]): string {
  const said = texts.filter((it) => it !== null)
  return [...new Set([...said.map(fold), ...said.map(foldLoosely)])].join('\n')
}

/** Whether a searchable text has every word of what was typed, one way or the other. Nothing typed: all have it. */
export function seeker(typed: string): (text: string) => boolean {
  const words = typed.split(/\s+/u).flatMap((it) => {
    const word = fold(it.replace(UNFINISHED, '$1'))
    return word === '' ? [] : [[word, foldLoosely(word)] as const]
  })
  return (text) => words.every(([word, loose]) => text.includes(word) || text.includes(loose))
}

/** 二十四 → 24, 三 → 3, 一〇 → 10. */
function inDigits(numerals: string): string {
  return numerals
    .split('十')
    .map((it) => it.replaceAll(/./g, (sign) => String(DIGITS.indexOf(sign))))
    .reduce((tens, ones) => `${tens === '' ? '1' : tens}${ones === '' ? '0' : ones}`)
}
