/** Katakana as hiragana. Full-width forms only: NFKC makes them of the others. */
export function toHiragana(text: string): string {
  return text.replaceAll(/[ァ-ヶヽヾ]/g, (it) => String.fromCodePoint((it.codePointAt(0) ?? 0) - 0x60))
}

/** Dashes that stand for the long mark `ー` after kana, as keyboards and spreadsheets write it. */
const DASH_AFTER_KANA = /([ぁ-ゖー])[-‐‑–—―−~〜]+/g
/** What a reading is made of: hiragana, the long mark, iteration marks, digits, middle dots and single spaces. */
const NOT_READING = /[^ぁ-ゖーゝゞ0-9・ ]/u
const KANA = /[ぁ-ゖ]/

/** A reading in its one form, or the first sign of it that no reading has; null: it says nothing. */
export type Reading = { readonly kana: string | null } | { readonly wrong: string }

/**
 * The one form in which a reading (よみがな) is stored, however it was typed: NFKC, hiragana, single spaces. Digits are
 * kept, as post offices' lists have them (きた24じょう). Applied to its own result it changes nothing.
 */
export function readingOf(text: string): Reading {
  const kana = toHiragana(text.normalize('NFKC')).replaceAll(DASH_AFTER_KANA, '$1ー').replaceAll(/\s+/gu, ' ').trim()
  if (kana === '') return { kana: null }
  const wrong = NOT_READING.exec(kana)?.[0] ?? (KANA.test(kana) ? undefined : kana)
  return wrong === undefined ? { kana } : { wrong }
}
