/**
 * Text as a search sees it: without regard to width, case, kind of kana, spaces, dashes and middle dots. `ヶ` and `ケ`
 * are `け`, as in place names written either way.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ヶ', 'け')
    .replaceAll('ヵ', 'か')
    .replaceAll(/[ァ-ヴ]/g, (it) => String.fromCodePoint((it.codePointAt(0) ?? 0) - 0x60))
    .replaceAll(/[\s\-‐‑–—―ー−・·]/g, '')
}
