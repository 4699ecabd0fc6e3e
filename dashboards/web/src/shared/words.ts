import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Words } from './language.ts'

/** The same keys, other texts. */
export type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> }

const waiting: (() => void)[] = []

/**
 * Words of one area of the pages, loaded with it: returns the hook that gives `t`.
 * @param ja Japanese, written first; `en` has the same keys, by type.
 */
export function areaWords<T extends Words>(area: string, ja: T, en: Same<T>) {
  const add = () => {
    i18next.addResourceBundle('ja', area, ja)
    i18next.addResourceBundle('en', area, en)
  }
  if (i18next.isInitialized) add()
  else waiting.push(add)
  return () => useTranslation(area)
}

/** Adds what was waiting for the language to be known. */
export function addWaitingWords(): void {
  for (const add of waiting.splice(0)) add()
}
