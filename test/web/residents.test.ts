import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { openTown, snowyNight, type Town } from './town.ts'

const SNAPSHOT_MS = 31_000

/** Requests end in real time, the page's clock runs in its own: it goes on, second by second, until the text is there. */
async function shown(page: Page, text: Locator): Promise<void> {
  await expect
    .poll(async () => {
      if ((await text.count()) > 0) return true
      await page.clock.runFor(1000)
      return false
    })
    .toBe(true)
}

/** The residents' pages in a real browser, on a real service with the example town. */
describe.skipIf(!hasChromium)('residents', () => {
  let town: Town
  let browser: Browser
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({ withoutSensors: ['r-onsen'] })
    await snowyNight(town)
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })
  const open = (options?: BrowserContextOptions) => openReader(browser, town.origin, options)

  test.each([
    {
      language: 'ja',
      title: 'わたしの道の除雪は？',
      working: '作業中',
      done: '除雪済み',
      says: '除雪の作業をしています。',
    },
    {
      language: 'en',
      title: 'Has my street been plowed?',
      working: 'Working',
      done: 'Plowed',
      says: 'A crew is plowing this road.',
    },
  ])('a resident finds the street on a phone: $language', async ({ language, title, working, done, says }) => {
    await using reader = await open()
    const { page } = reader
    await page.goto('/')
    if (language === 'en') await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
    const rows = page.locator('.routes > li')
    await expect.poll(() => rows.count()).toBe(12)
    // a full-width space that the name does not have: found all the same
    await page.getByRole('searchbox').fill('浜　通り')
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.innerText()).toContain(working)
    expect(await rows.innerText()).toContain('23 cm')
    // the reading finds it as well, in either kana, also while a sound is not yet whole
    for (const typed of ['はまど', 'ハマドオリ', 'はまｄ']) {
      await page.getByRole('searchbox').fill('')
      await expect.poll(() => rows.count()).toBe(12)
      await page.getByRole('searchbox').fill(typed)
      await expect.poll(() => rows.count(), { message: typed }).toBe(1)
    }
    await rows.getByRole('link').click()
    await page.getByText(says).waitFor()
    expect(new URL(page.url()).pathname).toBe('/r/r-hama')
    // the reading stands above the name; whoever listens hears the name alone
    await page.getByRole('heading', { level: 1, name: '浜通り線', exact: true }).waitFor()
    expect(await page.locator('h1 rt').innerText()).toBe('はまどおりせん')
    const text = await page.locator('article').innerText()
    expect(text).toMatch(language === 'ja' ? /6:00 までに終える目標です/ : /finish by 0?6:00/)
    expect(text).toContain('雪待市')
    // a reload keeps the language; back finds the search as it was left
    await page.reload()
    await page.getByText(says).waitFor()
    await page.goto('/r/r-shiyakusho')
    await page.locator('article .status', { hasText: done }).waitFor()
    expect(reader.errors).toEqual([])
  })

  test.each([
    { id: 'r-onsen', why: 'この道には雪のセンサーがありません。', heard: false },
    { id: 'r-saka', why: '雪のセンサーから、まだ観測が届いていません。', heard: false },
    { id: 'r-soko', why: '雪のセンサーからの観測が途絶えています。', heard: true },
  ])('unknown is shown as unknown, with why: $id', async ({ id, why, heard }) => {
    await using reader = await open()
    const { page } = reader
    await page.goto(`/r/${id}`)
    const panel = page.getByRole('region', { name: '今の雪' })
    await panel.getByText('わかりません').waitFor()
    const text = await panel.innerText()
    expect(text).toContain(why)
    expect(text).toContain('「雪がない」という意味ではありません。')
    expect(text.includes('最後の観測は')).toBe(heard)
    expect(text).not.toMatch(/\d+ ?cm/)
  })

  test('ordered, working and done show while one looks', async () => {
    await using reader = await open({ viewport: DESK })
    const { page } = reader
    await page.clock.install()
    await page.goto('/r/r-honcho')
    const status = page.locator('.big-status')
    await expect.poll(() => status.innerText()).toBe('予定なし')
    const look = async () => {
      await town.advance(SNAPSHOT_MS)
      await page.clock.fastForward(SNAPSHOT_MS)
      return status
    }
    const work = await town.order('r-honcho')
    await expect.poll(async () => (await look()).innerText()).toBe('依頼済み')
    await work.start()
    await expect.poll(async () => (await look()).innerText()).toBe('作業中')
    expect(await page.locator('.steps').innerText()).toMatch(/作業開始\s+2?\d:\d\d/)
    await work.complete()
    await expect.poll(async () => (await look()).innerText()).toBe('除雪済み')
    await page.getByText('除雪が終わりました。').waitFor()
  })

  test('ages tick, values run out, and a lost connection is told within seconds of being noticed', async () => {
    await using reader = await open()
    const { page, context } = reader
    await page.clock.install()
    await page.goto('/r/r-gakko')
    const panel = page.getByRole('region', { name: '今の雪' })
    await panel.getByText('17').waitFor()
    await context.setOffline(true)
    await page.clock.runFor(80_000)
    await shown(page, page.getByText('情報が古くなっています'))
    expect(await page.locator('.freshness').innerText()).toMatch(/[12]分前/)
    // 45 min after its reading the depth is no longer said to be so now
    expect(await panel.innerText()).not.toContain('観測が古くなりました')
    await page.clock.fastForward(45 * 60_000)
    await shown(page, panel.getByText('観測が古くなりました'))
    await context.setOffline(false)
    await page.clock.fastForward(SNAPSHOT_MS)
    await expect
      .poll(async () => {
        await page.clock.runFor(1000)
        return page.getByText('情報が古くなっています').count()
      })
      .toBe(0)
  })

  test('a map that does not come leaves the page whole, and comes when the connection is back', async () => {
    await using reader = await open()
    const { page, context } = reader
    const map = /PlaceMap[^/]*\.js$/
    await context.route(map, (route) => route.abort())
    await page.goto('/r/r-gakko')
    await page.getByText('地図を読み込めませんでした').waitFor()
    expect(await page.getByRole('region', { name: '今の雪' }).innerText()).toContain('17')
    expect(reader.errors).toEqual([])
    await context.unroute(map)
    await context.setOffline(true)
    await context.setOffline(false)
    await page.locator('.maplibregl-canvas').waitFor()
  })

  test('by keyboard alone: skip, search, open a road, come back', async () => {
    await using reader = await open({ viewport: DESK })
    const { page } = reader
    await page.goto('/')
    await page.locator('.routes > li').first().waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip-link')
    for (let tabs = 0; tabs < 12; tabs++) {
      if ((await page.evaluate(() => document.activeElement?.id)) === 'search') break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.type('学校')
    await expect.poll(() => page.locator('.routes > li').count()).toBe(1)
    for (let tabs = 0; tabs < 14; tabs++) {
      if (await page.evaluate(() => document.activeElement?.classList.contains('route-row') ?? false)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '学校通り線' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    await page.goBack()
    await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('学校')
  })

  test('near me asks only when pressed, sorts here, and sends nothing', async () => {
    await using reader = await open({
      geolocation: { longitude: 140.703, latitude: 40.8229 },
      permissions: ['geolocation'],
    })
    const { page } = reader
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto('/')
    await page.getByRole('button', { name: '近くの道' }).click()
    await page.getByText('ここから約').first().waitFor()
    expect(await page.locator('.routes > li').first().innerText()).toMatch(/駅前通り線[\s\S]*ここから約 \d+ m/)
    expect(asked.filter((it) => /140\.70|40\.82/.test(it))).toEqual([])
  })

  test('the map stands on a plain background when tiles cannot be had; nothing else is asked of strangers', async () => {
    await using reader = await open({ viewport: DESK })
    const { page } = reader
    await page.goto('/')
    await page.locator('.maplibregl-canvas').waitFor()
    await page.getByText('背景の地図を読み込めません').waitFor()
    await page.getByRole('button', { name: '今の雪' }).click()
    await page.goto('/r/r-hama')
    await page.locator('.maplibregl-canvas').waitFor()
    expect(reader.strangers.length).toBeGreaterThan(0)
    for (const url of reader.strangers)
      expect(url).toMatch(/^https:\/\/cyberjapandata\.gsi\.go\.jp\/xyz\/pale\/\d+\/\d+\/\d+\.png$/)
    expect(await reader.context.cookies()).toEqual([])
    expect(reader.errors).toEqual([])
  })

  test('on a phone the map comes when asked for, not before', async () => {
    await using reader = await open()
    const { page } = reader
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto('/')
    await page.locator('.routes > li').first().waitFor()
    await page.getByText(/更新 (?:[2-9]|\d\d)秒前/).waitFor()
    expect(asked.filter((it) => /maplibre|RouteMap|geojson/.test(it))).toEqual([])
    await page.getByRole('button', { name: '地図' }).click()
    await page.locator('.maplibregl-canvas').waitFor()
    expect(asked.some((it) => it.includes('maplibre-gl-worker'))).toBe(true)
  })

  test('the embedded road stands in a frame of another site and leads here', async () => {
    await using reader = await open()
    const { page, context } = reader
    const html = `<!doctype html><iframe src="${town.origin}/embed?route=r-hama&lang=en&theme=light"></iframe>`
    const site = createServer((_request, answer) => answer.setHeader('content-type', 'text/html').end(html))
    onTestFinished(() => void site.close())
    await once(site.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`
    await context.route(url, (route) => route.continue())
    await page.goto(url)
    const frame = page.frameLocator('iframe')
    await frame.getByText('Working').waitFor()
    expect(await frame.getByRole('link', { name: 'More' }).getAttribute('href')).toBe('/r/r-hama')
  })

  test.each([
    { screen: 'phone', viewport: PHONE },
    { screen: 'desk', viewport: DESK },
  ])('axe finds nothing serious, nothing overflows, targets are large: $screen', async ({ viewport }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await using reader = await open({ viewport, colorScheme, bypassCSP: true })
      for (const path of ['/', '/r/r-hama', '/r/r-onsen', '/r/nowhere', '/embed?route=r-ekimae']) {
        await reader.page.goto(path)
        await reader.page.locator('.freshness, [role="alert"]').first().waitFor()
        expect(await seriousFindings(reader.page), `${path} ${colorScheme}`).toEqual([])
        expect(await overflowPx(reader.page), `${path} is too wide`).toBe(0)
        expect(await smallTargets(reader.page, '.route-row, .back-link, .data-links a'), path).toEqual([])
      }
    }
  })
})
