import { afterAll, beforeAll, expect, test } from 'vitest'
import { CityModeSchema } from '../../src/criteria/city-mode-schema.ts'
import { CriterionSchema } from '../../src/criteria/criterion-schema.ts'
import { DistrictSchema } from '../../src/district/district-schema.ts'
import { NOTES_JA } from '../../src/problems/notes.ts'
import { type District, openDistrict } from './fixture.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

/** Notes by which a value with a pattern is told to be wrong: no other words stand in for them. */
function patternNotes(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { pattern, description } = schema as { pattern?: unknown; description?: unknown }
  const own = typeof pattern === 'string' && typeof description === 'string' ? [description] : []
  return [...own, ...Object.values(schema).flatMap(patternNotes)]
}

test('whatever has a form of its own tells it in Japanese too', async () => {
  const spec = (await district.as(null, 'GET', '/api/v1/openapi.json')).json() as { paths: object; components: object }
  const notes = new Set(
    [spec.paths, spec.components, DistrictSchema, CriterionSchema, CityModeSchema].flatMap(patternNotes),
  )
  expect([...notes].filter((it) => NOTES_JA[it] === undefined)).toEqual([])
})

const ROUTE = { id: 'r 9', name: '駅裏線', block: 'b-1', roadClass: 'bus', lengthM: 900, plowMinutes: 20 }
const CRITERION = {
  scope: { kind: 'authority' },
  mode: 'support',
  level: 'dispatch',
  rule: { kind: 'threshold', measure: 'depth-since-pass', triggerCm: 5, releaseCm: 9 },
}
const ROW = { contractor: 'nobody', rank: 0 }

interface Told {
  readonly reply: { readonly headers: Record<string, unknown> }
  readonly detail: string
  readonly remedy: string
  readonly problems: readonly { field: string; value?: string; message: string; code: string; remedy: string }[]
}

async function told(
  language: string | null,
  method: 'POST' | 'PUT' | 'GET',
  url: string,
  body?: object,
): Promise<Told> {
  const headers = { 'if-match': '*', ...(language === null ? {} : { 'accept-language': language }) }
  const reply = await district.as('administrator', method, url, { headers, ...(body === undefined ? {} : { body }) })
  return { reply, problems: [], ...reply.json() }
}

test.each([
  {
    name: 'an import',
    ask: (language: string | null) =>
      told(language, 'POST', '/api/v1/imports', {
        kind: 'district',
        dryRun: false,
        text: JSON.stringify({ routes: [ROUTE] }),
      }),
    detail: 'ファイルに誤りが1件あります',
    field: 'routes[0].id',
    value: 'r 9',
    ja: '半角の英数字と . - _ で1〜64文字、英数字で始まるIDでなければなりません',
    en: 'must be an id of 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit',
    code: 'must-be',
    remedy: '値を直してください。',
  },
  {
    name: 'a criterion',
    ask: (language: string | null) => told(language, 'POST', '/api/v1/criteria/check', CRITERION),
    detail: 'rule.releaseCm「9」: triggerCm（5）より小さくなければなりません',
    field: 'rule.releaseCm',
    value: '9',
    ja: 'triggerCm（5）より小さくなければなりません',
    en: 'must be below triggerCm (5)',
    code: 'release-not-below',
    remedy: '値を直してください。',
  },
  {
    name: 'a roster',
    ask: async (language: string | null) => {
      const now = await district.as('administrator', 'GET', '/api/v1/rosters/block/aomori-1')
      const headers = {
        'if-match': String(now.headers.etag),
        ...(language === null ? {} : { 'accept-language': language }),
      }
      const body = { entries: [{ ...ROW, rank: 1 }] }
      const reply = await district.as('administrator', 'PUT', '/api/v1/rosters/block/aomori-1', { headers, body })
      return { ...(reply.json() as Omit<Told, 'reply'>), reply }
    },
    detail: 'entries[0].contractor「nobody」: 自分の組織にある事業者ではありません',
    field: 'entries[0].contractor',
    value: 'nobody',
    ja: '自分の組織にある事業者ではありません',
    en: 'is no contractor of yours',
    code: 'no-contractor-of-yours',
    remedy: 'IDを直すか、先にそれを登録してください。',
  },
])('$name is refused in Japanese when that is asked for, else in English', async (it) => {
  const ja = await it.ask('ja')
  expect(ja.reply.headers['content-language']).toBe('ja')
  expect(ja.detail).toContain(it.detail)
  const [first] = ja.problems
  expect(first).toMatchObject({ field: it.field, value: it.value, code: it.code, remedy: it.remedy })
  expect(first?.message).toContain(it.ja)
  for (const language of [null, '*', 'en-GB,ja;q=0.5', 'fr']) {
    const en = await it.ask(language)
    expect(en.reply.headers['content-language']).toBe('en')
    expect(en.problems[0]).toMatchObject({ field: it.field, value: it.value, code: it.code })
    expect(en.problems[0]?.message).toContain(it.en)
    expect(en.problems[0]?.remedy).toMatch(/^[A-Z].*\.$/)
  }
})

test('what is no field is told in Japanese too, with a code of its own', async () => {
  const none = await told('ja-JP,ja;q=0.9,en;q=0.8', 'GET', '/api/v1/devices/nothing')
  expect(none).toMatchObject({
    code: 'not-found',
    reason: 'no-thing',
    title: '見つかりません',
    detail: '機器 nothing はありません',
    remedy: 'IDを確かめてください。見られるものは一覧にあります。',
    problems: [{ field: 'id', value: 'nothing', message: 'このIDの機器はありません', code: 'names-none' }],
  })
  const forbidden = await district.as('viewer', 'POST', '/api/v1/silences', {
    headers: { 'accept-language': 'ja' },
    body: {},
  })
  expect(forbidden.json()).toMatchObject({ code: 'forbidden', reason: 'key-needs-scope' })
  expect(forbidden.json().detail).toContain('権限 silences:write')
})
