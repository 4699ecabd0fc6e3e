import { expect, test } from 'vitest'
import { criteriaOf } from '../../src/replay/criteria-file.ts'
import { html } from '../../src/replay/report/markup.ts'
import { reportPage } from '../../src/replay/report/page.ts'
import { RESPONSE_DEFAULTS } from '../../src/replay/responder.ts'
import { runReplay } from '../../src/replay/run.ts'
import { at, over, reading, sensor } from '../support/sensor.ts'
import { memoryHistory, PLAN } from './memory-history.ts'

const EVIL = '<script>alert("x")</script>&'

async function page(language: 'ja' | 'en', replays = 1) {
  const readings = Array.from({ length: 60 }, (_, index) => reading(index * 10, over(Math.min(20, index / 2))))
  const history = memoryHistory({
    routeName: EVIL,
    readings: new Map([['r1-a', readings]]),
    orders: [{ level: 'dispatch', createdAtMs: at(300), completedAtMs: at(420) }],
  })
  const criteria = criteriaOf(
    { id: 'd', scope: 'authority', mode: 'automatic', level: 'dispatch', rule: { kind: 'threshold', triggerCm: 10 } },
    'town',
  )
  const result = await runReplay(history, { ...PLAN, criteria, response: RESPONSE_DEFAULTS })
  const all = Array.from({ length: replays }, (_, index) => ({ label: `set ${index}`, result }))
  return { text: reportPage(all, { language, notes: [{ ja: '注', en: 'a note' }] }), result }
}

test.each(['ja', 'en'] as const)(
  'the report in %s is one page that loads nothing and runs nothing',
  async (language) => {
    const { text } = await page(language)
    expect(text).toMatch(/^<!doctype html>/)
    expect(text).toContain(`<html lang="${language}">`)
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(http|src=|javascript:|\son\w+=/i)
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;')
    expect(text).not.toMatch(/undefined|NaN|\[object/)
    expect(text).toContain(language === 'ja' ? '注' : 'a note')
    expect(text).toContain(language === 'ja' ? '出動要請' : 'Dispatch calls')
  },
)

test('the plot has the snow, the trigger, what fired, the call and the order on record', async () => {
  const { text, result } = await page('en')
  expect(result.total.calls.dispatch).toBe(1)
  expect(text).toMatch(/<path class="since-pass" d="M[\d.]+ [\d.]+L/)
  expect(text).toMatch(/class="trigger dispatch".*d 10 cm/)
  expect(text).toMatch(/<path class="fire" d="M[^"]+"><title>d fires 2026-01-2\d \d\d:\d\d/)
  expect(text).toMatch(/<g class="lane replayed">.*<rect class="dispatch"/s)
  expect(text).toMatch(/<g class="lane recorded">.*<rect class="dispatch"/s)
  expect(text).toContain('class="unknown"')
})

test('two sets stand side by side', async () => {
  const { text } = await page('en', 2)
  expect(text).toContain('<th class="n">set 0</th><th class="n">set 1</th><th class="n">On record</th>')
  expect(text.match(/class="lane replayed"/g)).toHaveLength(2)
})

test('what is put into markup is escaped, unless it is markup', () => {
  expect(html`<b>${'<i>'}${html`<u>${1}</u>`}${['a', html`<s/>`, "'"]}</b>`.text).toBe(
    '<b>&lt;i&gt;<u>1</u>a<s/>&#39;</b>',
  )
})

test('a sensor that nobody heard leaves the road unknown, not clear', async () => {
  const history = memoryHistory({ readings: new Map(), devices: [sensor()] })
  const criteria = criteriaOf(
    { id: 'd', scope: 'authority', mode: 'automatic', level: 'dispatch', rule: { kind: 'threshold', triggerCm: 10 } },
    'town',
  )
  const result = await runReplay(history, { ...PLAN, criteria, response: RESPONSE_DEFAULTS })
  expect(result.total.unknownHours).toBe(result.total.judgedHours)
  expect(result.total.standing).toMatchObject({ clear: 0, missed: 0 })
})
