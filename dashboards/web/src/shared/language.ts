import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { readKept, writeKept } from './kept.ts'
import { addWaitingWords } from './words.ts'

export const LANGUAGES = ['ja', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const KEY = 'yukiban.language'

/** Texts of a page; English has exactly the keys of Japanese, by type. */
export interface Words {
  readonly [key: string]: string | Words
}

/** Starts the page's language: the one asked for, else the one kept here, else Japanese. */
export function startLanguage(words: Readonly<Record<Language, Words>>, asked: string | null): void {
  const language = LANGUAGES.find((it) => it === (asked ?? readKept(KEY))) ?? 'ja'
  i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'ja',
    resources: { ja: { translation: words.ja }, en: { translation: words.en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  addWaitingWords()
  document.documentElement.lang = language
}

export function chooseLanguage(language: Language): void {
  writeKept(KEY, language)
  document.documentElement.lang = language
  i18next.changeLanguage(language)
}

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'ja'
}
