import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { hullOf } from '../../dashboards/web/src/console/map/areas.ts'
import {
  conditionOf,
  type MapLines,
  type MapState,
  roadsNow,
  roadsOf,
} from '../../dashboards/web/src/console/map/model.ts'
import { inView, seek } from '../../dashboards/web/src/console/map/search.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, PHONE, type Reader } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { addTownsperson, openSignedIn } from './people.ts'
import { openTown, snowyNight, type Town } from './town.ts'

const LINES: MapLines = {
  blocks: [{ id: 'b1', name: '第一工区', nameKana: 'だいいちこうく' }],
  features: ['a', 'b', 'c'].map((id, index) => ({
    id,
    geometry:
      id === 'c'
        ? null
        : {
            type: 'LineString',
            coordinates: [
              [index, 0],
              [index, 1],
            ],
          },
    properties: {
      name: `${id}線`,
      nameKana: null,
      block: 'b1',
      roadClass: 'bus',
      lengthM: 1,
      plowMinutes: 1,
      deadline: null,
    },
  })),
}
const route = (id: string, depthCm: number | null) => ({
  id,
  condition: { depthCm, depthSincePassCm: null, newSnowCm: null, observedAt: null, validUntil: null, why: null },
  treatment: { status: 'none', lastPassAt: null } as const,
  nextDeadlineAt: null,
})
const order = { id: 'o', routeId: 'a', level: 'dispatch', deadlineState: 'on-time', requestedAt: null } as const
const times = { startedAt: null, startBy: null, finishBy: null, alarmAt: null }
const STATE: MapState = {
  timeZone: 'Asia/Tokyo',
  routes: [route('a', 4), route('b', 19.96), route('c', null)],
  orders: [{ ...order, ...times, state: 'proposed' }],
  sensors: [],
  forecast: null,
}

test('roads have a condition and, apart from it, a treatment; what awaits approval goes before deep snow', () => {
  const now = roadsNow(roadsOf(LINES), STATE)
  expect(now.map((it) => [it.condition, it.treatment])).toEqual([
    ['bare', 'proposed'],
    ['medium', 'none'],
    ['unknown', 'none'],
  ])
  expect(inView(now, null).map((it) => it.road.id)).toEqual(['a', 'b', 'c'])
  // a road without a position is in every view
  expect(inView(now, [0.5, -1, 1.5, 2]).map((it) => it.road.id)).toEqual(['b', 'c'])
  const nothing = { text: '', block: null, treatment: null, condition: null }
  expect(seek(now, { ...nothing, text: '第一　Ｂ' }).map((it) => it.road.id)).toEqual(['b'])
  expect(seek(now, { ...nothing, condition: 'unknown' }).map((it) => it.road.id)).toEqual(['c'])
})

test.each([
  [4.99, 'bare'],
  [5, 'light'],
  [10, 'medium'],
  [20, 'deep'],
  [null, 'unknown'],
] as const)('%s cm is %s', (depthCm, want) => {
  expect(conditionOf(route('a', depthCm))).toBe(want)
})

test('a hull goes round its places', () => {
  const hull = hullOf([
    [0, 0],
    [2, 0],
    [1, 1],
    [2, 2],
    [0, 2],
    [1, 0.5],
  ])
  expect(hull).toEqual([
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
  ])
})

describe.skipIf(!hasChromium)('the map of officers', () => {
  let town: Town
  let browser: Browser
  let officer: User
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({ withoutSensors: ['r-onsen'] })
    await snowyNight(town)
    officer = await addTownsperson(town, 'officer', 'officer')
    browser = await launchBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })
  const open = async (language: 'ja' | 'en', options: BrowserContextOptions, path: string): Promise<Reader> => {
    const reader = await openSignedIn(browser, town, officer, language, options)
    await reader.page.goto(path)
    return reader
  }

  test.each([
    { language: 'ja', known: '23 cm', working: '作業中', snow: '今の雪', treatment: '除雪', close: '閉じる' },
    { language: 'en', known: '23 cm', working: 'Working', snow: 'Snow now', treatment: 'Treatment', close: 'Close' },
  ] as const)('a route by the list on a desk, condition and treatment apart: $language', async (it) => {
    await using reader = await open(it.language, { viewport: DESK }, '/console/map')
    const { page } = reader
    await expect.poll(() => page.locator('.map-row').count()).toBe(12)
    await page.locator('[data-drawn]').waitFor()
    await page.getByRole('searchbox').fill('浜')
    await expect.poll(() => page.locator('.map-row').count()).toBe(1)
    await page.locator('.map-row').press('Enter')
    const sheet = page.locator('.map-sheet')
    await expect.poll(() => sheet.getByRole('region', { name: it.snow }).innerText()).toContain(it.known)
    expect(await sheet.getByRole('region', { name: it.treatment }).innerText()).toContain(it.working)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('浜通り線')
    expect(new URL(page.url()).searchParams.get('route')).toBe('r-hama')
    await page.keyboard.press('Escape')
    await expect.poll(() => sheet.count()).toBe(0)
    await page.getByRole('button', { name: it.treatment, exact: true }).click()
    expect(new URL(page.url()).searchParams.get('by')).toBe('treatment')
    expect(await seriousFindings(page)).toEqual([])
    expect(reader.errors).toEqual([])
  })

  test('an order shows on the open page; unknown says why; a sensor is found on the map', async () => {
    await using reader = await open('ja', { viewport: DESK }, '/console/map?q=本町')
    const { page } = reader
    const row = page.locator('.map-row')
    await expect.poll(() => row.innerText()).toContain('予定なし')
    await town.order('r-honcho')
    await expect.poll(() => row.innerText()).toContain('打診中')
    await page.goto('/console/map?route=r-onsen')
    await page.locator('.map-sheet').getByText('センサーなし').waitFor()
    await page.getByText('「雪がない」という意味ではありません。').waitFor()
    await page.goto('/console/map')
    await page.locator('[data-drawn]').waitFor()
    await clickSensor(page)
    await page.locator('.map-sheet').getByRole('link', { name: 'センサーの画面へ' }).waitFor()
    expect(reader.errors).toEqual([])
  })

  test('on a phone: map or list, a sheet from below, nothing too wide or too small, dark', async () => {
    await using reader = await open('ja', { viewport: PHONE, colorScheme: 'dark' }, '/console/map?route=r-hama')
    const { page } = reader
    await page.locator('.map-sheet').getByText('23 cm').waitFor()
    await page.locator('[data-drawn]').waitFor()
    expect(await overflowPx(page)).toBe(0)
    expect(await smallTargets(page)).toEqual([])
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: '閉じる' }).click()
    await page.getByRole('button', { name: '一覧' }).click()
    await expect.poll(() => page.locator('.map-row').count()).toBeGreaterThan(5)
    expect(await overflowPx(page)).toBe(0)
    expect(await seriousFindings(page)).toEqual([])
    expect(reader.errors).toEqual([])
  })
})

/** Clicks over the map, from its middle outwards, until a sensor answers. */
async function clickSensor(page: Page): Promise<void> {
  const box = await page.locator('.map-canvas').boundingBox()
  if (box === null) throw new Error('there is no map')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  for (let ring = 0; ring < 30; ring++) {
    for (const [dx, dy] of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
      [1, 1],
      [-1, -1],
      [1, -1],
      [-1, 1],
    ] as const) {
      await page.mouse.click(x + dx * ring * 9, y + dy * ring * 9)
      if (new URL(page.url()).searchParams.has('sensor')) return
    }
  }
  throw new Error('no sensor was found')
}
