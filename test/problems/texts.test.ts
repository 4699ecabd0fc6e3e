import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ERRORS, type ErrorCode } from '../../src/errors.ts'
import { ERROR_WORDS_JA } from '../../src/problems/error-words.ts'
import { NOTES_JA } from '../../src/problems/notes.ts'
import { REMEDIES } from '../../src/problems/remedies.ts'
import { fieldProblem, remedyOf, say, textOf, together } from '../../src/problems/say.ts'
import { PLURALS, THINGS } from '../../src/problems/texts/parts.ts'
import { FIELD_TEXTS, TEXTS } from '../../src/problems/texts.ts'

const JAPANESE = /[぀-ヿ㐀-鿿]/
const SRC = join(import.meta.dirname, '../../src')
/** Texts that are what they are given, and signs that both languages share. */
const WITHOUT_WORDS = ['exactly', 'one-field', 'one-field-given', 'with-note', 'and-also', 'two-states']

const holesOf = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1]))].toSorted()

describe('every text', () => {
  test.each(Object.entries(TEXTS))('%s is said in both languages', (code, { ja, en }) => {
    expect(holesOf(ja)).toEqual(holesOf(en))
    if (!WITHOUT_WORDS.includes(code)) expect(ja).toMatch(JAPANESE)
    expect(en).not.toMatch(JAPANESE)
  })

  test('what is wrong with a field comes with what to do about it', () => {
    for (const code of Object.keys(FIELD_TEXTS)) {
      const { ja, en } = remedyOf({ code: code as keyof typeof FIELD_TEXTS, params: {} })
      expect([ja, en], code).toEqual([expect.stringMatching(JAPANESE), expect.stringMatching(/^[A-Z].+\.$/)])
    }
  })

  test('remedies, nouns and notes have their Japanese, errors title and remedy', () => {
    const pairs = [...Object.values(REMEDIES), ...Object.values(THINGS), ...Object.values(PLURALS)]
    for (const { ja, en } of pairs) expect([ja, en]).toEqual([expect.stringMatching(JAPANESE), expect.anything()])
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const { title, remedy } = ERROR_WORDS_JA[code]
      expect([title, remedy], code).toEqual([expect.stringMatching(JAPANESE), expect.stringMatching(JAPANESE)])
    }
    for (const ja of Object.values(NOTES_JA)) expect(ja).toMatch(/\S/)
  })

  test('is used: the table keeps nothing that nobody says', () => {
    const code = sources('.')
      .filter((it) => !it.path.startsWith('problems/'))
      .map((it) => it.text)
      .join('\n')
    const built = /^(state|to)-|^a-(whole-)?number/
    const unused = Object.keys(TEXTS).filter((it) => !built.test(it) && !code.includes(`'${it}'`))
    expect(unused.filter((it) => !['one-field', 'one-field-given', 'and-also', 'not-understood'].includes(it))).toEqual(
      [],
    )
  })
})

test('what people may meet on a page is said by code, not written out where it happens', () => {
  const folders = ['api', 'access', 'dispatch', 'device-life', 'store', 'district', 'criteria', 'domain']
  /** For those who run the service, and met on the command line alone. */
  const operators =
    /'(config-invalid|schema-newer|store-unavailable|broker-unavailable|history-invalid|internal)'|code,/
  const commandLine = ['store/events/verify-chain.ts', 'store/api-keys/revoke-api-key.ts', 'store/open-read-only.ts']
  const written = folders.flatMap(sources).flatMap(({ path, text }) => {
    if (commandLine.includes(path)) return []
    const errors = [...text.matchAll(/new (?:YukibanError|ThrottledError)\(([^)]*)/g)].map((it) => it[1] ?? '')
    const plain = errors.filter((it) => !operators.test(it) && /^\s*'[a-z-]+',\s*['`]|^\s*[`]/.test(it))
    return [...plain, ...(/^(?! \*).*\bmessage: [`']/m.test(text) ? ['message: …'] : [])].map((it) => `${path}: ${it}`)
  })
  expect(written).toEqual([])
})

test('a saying is put into words with everything within it', () => {
  const what = say('either', {
    one: say('a-number-from-to', { low: 1, high: 5 }),
    other: say('one-of', { values: ['a', 'b'] }),
  })
  const one = fieldProblem('rule.vote', say('must-be', { what }), 'x')
  expect(one.message).toBe('must be a number from 1 to 5, or one of a, b')
  expect(textOf(one.says, 'ja')).toBe('1〜5の数、または次のどれか（a、b）でなければなりません')
  const both = together([one, fieldProblem('id', say('named-twice'))])
  expect(textOf(both, 'en')).toBe('rule.vote "x" must be a number from 1 to 5, or one of a, b; id is named twice')
  expect(textOf(both, 'ja')).toBe(
    'rule.vote「x」: 1〜5の数、または次のどれか（a、b）でなければなりません。id: 2回書かれています',
  )
})

function sources(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.ts'))
    .map((it) => (folder === '.' ? it : `${folder}/${it}`))
    .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }))
}
