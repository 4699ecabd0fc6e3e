import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatedClock } from '../../src/clock.ts'
import { HOUR_MS, toIso } from '../../src/domain/time.ts'
import { everyHour } from '../demo/every-hour.ts'
import { Lines } from '../demo/lines.ts'
import { type Look, Outlook } from '../demo/outlook.ts'
import { OutlookStory } from '../demo/outlook-story.ts'
import { phrasesOf } from '../demo/phrases.ts'
import { START_MS } from './fixtures.ts'

const DEADLINE_MS = START_MS + 5 * HOUR_MS

/** An answer of the service: every route has a deadline in five hours unless told otherwise. */
function answer(probability: number | null, deadlineMs = DEADLINE_MS) {
  const quantiles = (p10: number) => ({ p10, p25: 0, p50: 0, p75: 0, p90: p10 + 10 })
  const crossing = {
    thresholdCm: 10,
    measure: 'depth-since-pass',
    by: 'deadline',
    byAt: toIso(deadlineMs),
    probability,
  }
  return {
    status: 'known',
    leads: [4, 5, 6].map((leadH) => ({ at: toIso(START_MS + leadH * HOUR_MS), depthSincePassCm: quantiles(leadH) })),
    crossings: [{ ...crossing, thresholdCm: 7, probability: 0.99 }, { ...crossing, measure: 'new-snow' }, crossing],
    inputs: [{ forecast: null }, { forecast: { issuedAt: toIso(START_MS), snowfallCm: [1, 3, 6] } }],
  }
}

/** What a loopback service says of each route, by id; a route without an answer is a 500. */
async function outlookOf(answers: Readonly<Record<string, object | undefined>>, called: readonly string[] = []) {
  const server = createServer((request, response) => {
    const id = /^\/api\/v1\/routes\/([^/]+)\/prediction\?thresholdCm=10$/.exec(request.url ?? '')?.[1] ?? ''
    const body = answers[id]
    response.writeHead(body === undefined ? 500 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? { detail: 'broken' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Outlook({
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: 'yk_test',
    routes: Object.keys(answers).map((id) => ({ id })),
    isCalled: async (id) => called.includes(id),
  })
}

test('the route to look at is the likeliest that no plow is called for and that is not yet so deep', async () => {
  const outlook = await outlookOf(
    { low: answer(0.2), called: answer(0.9), deep: answer(1), most: answer(0.6), far: answer(null) },
    ['called'],
  )
  expect(await outlook.look()).toEqual({
    routeId: 'most',
    probability: 0.6,
    deadlineMs: DEADLINE_MS,
    depthCm: expect.objectContaining({ p10: 5, p90: 15 }),
    forecast: { issuedAtMs: START_MS, snowfallCm: [1, 3, 6] },
  })
  // Asked about all but the one a plow is called for.
  expect(outlook.predictions).toBe(4)
  expect(outlook.errors).toEqual([])
})

test('of routes equally likely the one whose deadline is next', async () => {
  const outlook = await outlookOf({ later: answer(0.6, DEADLINE_MS + HOUR_MS), sooner: answer(0.6) })
  expect((await outlook.look())?.routeId).toBe('sooner')
})

test('what is unknown or fails is not counted, and a failure is noted', async () => {
  const outlook = await outlookOf({ unknown: { ...answer(null), status: 'unknown' }, broken: undefined })
  expect(await outlook.look()).toBeUndefined()
  expect(outlook.predictions).toBe(0)
  expect(outlook.errors).toEqual(['prediction of broken: HTTP 500: broken'])
})

const look = (hour: number, probability: number, routeId = 'r1'): Look => ({
  routeId,
  probability,
  deadlineMs: DEADLINE_MS,
  depthCm: { p10: 6.4, p90: 23.6 },
  forecast: { issuedAtMs: START_MS + hour * HOUR_MS, snowfallCm: [1, 2, 4, 7, 9, 11.6, 13] },
})

function story(language: 'en' | 'ja', looks: readonly Look[]): string[] {
  const printed: string[] = []
  const lines = new Lines({ columns: () => 200, colour: false, print: (it) => printed.push(it) }, 'UTC', ['r1', 'r2'])
  const told = new OutlookStory({ lines, say: phrasesOf(language), timeZone: 'UTC', routeName: (id) => id })
  looks.forEach((it, hour) => {
    told.tell(START_MS + hour * HOUR_MS, it)
  })
  return printed.map((it) => it.slice(it.indexOf('☁')))
}

test('each new forecast is told, and between them only a risk that has changed', () => {
  const looks = [
    look(0, 0.4),
    look(0, 0.5),
    look(0, 0.5, 'r2'),
    look(0, 0.65),
    look(0, 0.996),
    look(3, 0.999),
    look(3, 0),
  ]
  const risk = (percent: string) =>
    `Most at risk: ${percent}\u00a0% to reach 10 cm by 14:00; 6 to 24 cm then if nobody plows (p10–p90).`
  expect(story('en', looks)).toEqual([
    `☁ r1  Simulated forecast of 09:00: 12 cm of snow in the next 6 h. ${risk('40')}`,
    `☁ r1  ${risk('65')}`,
    `☁ r1  ${risk('>99')}`,
    `☁ r1  Simulated forecast of 12:00: 12 cm of snow in the next 6 h. ${risk('>99')}`,
    `☁ r1  ${risk('<1')}`,
  ])
})

test('the same in Japanese; without a forecast the risk alone', () => {
  expect(story('ja', [look(0, 0.4), { ...look(0, 0.9), forecast: null }])).toEqual([
    '☁ r1  09:00 発表の予報（模擬）：今後 6 時間の降雪 12 cm。最も要注意：14:00 までに 10 cm に達する確率 40\u00a0%、除雪しなければその時点で 6〜24 cm（p10〜p90）。',
    '☁ r1  最も要注意：14:00 までに 10 cm に達する確率 90\u00a0%、除雪しなければその時点で 6〜24 cm（p10〜p90）。',
  ])
})

test('work on the hour comes after all else that is due then, and ends with the span', async () => {
  const clock = new SimulatedClock(START_MS - HOUR_MS / 2, Number.POSITIVE_INFINITY)
  onTestFinished(() => clock.stop())
  const done: string[] = []
  const signal = new AbortController().signal
  const hours = everyHour(clock, START_MS + HOUR_MS, signal, async (atMs) => {
    done.push(`work ${(atMs - START_MS) / HOUR_MS}`)
  })
  // Asked for later, due on the hour itself.
  const other = clock.sleepUntil(START_MS, signal).then(() => done.push('other'))
  await Promise.all([hours, other])
  expect(done).toEqual(['other', 'work 0', 'work 1'])
})
