import { readFileSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE, type Reader } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { LORRY_H, longNight, ROUTE, SENSOR, SILENT_H } from './long-night.ts'
import { addTownsperson, signInReader, speak } from './people.ts'
import { openTown, type Town } from './town.ts'

/** Mean brightness of what is drawn on a canvas, 0 to 255: words stand on a ground of the theme's own colour. */
function meanInk(canvas: HTMLElement | SVGElement): number {
  if (!(canvas instanceof HTMLCanvasElement)) return Number.NaN
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] as number[] }
  let [sum, count] = [0, 0]
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 3] ?? 0) < 200) continue
    sum += ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3
    count++
  }
  return Math.round(sum / Math.max(1, count))
}

/** Routes and sensors with their charts, after a long night on one road. */
describe.skipIf(!hasChromium)('series', () => {
  let town: Town
  let browser: Browser
  const people = new Map<string, User>()
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({ withoutSensors: ['r-onsen'] })
    await longNight(town)
    people.set('officer', await addTownsperson(town, 'officer', 'officer'))
    people.set('administrator', await addTownsperson(town, 'administrator', 'administrator'))
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  async function open(who: string, language: 'ja' | 'en', options: BrowserContextOptions): Promise<Reader> {
    const reader = await openReader(browser, town.origin, { bypassCSP: true, ...options })
    await speak(reader, language)
    const user = people.get(who)
    if (user !== undefined) await signInReader(reader, town, user)
    return reader
  }

  const chart = (page: Page) => page.getByRole('slider')
  const said = async (page: Page) => (await chart(page).getAttribute('aria-valuetext')) ?? ''

  /** Moves the cursor by keys until it stands at `atMs`, as near as a key brings it. */
  async function goTo(page: Page, atMs: number): Promise<void> {
    await chart(page).focus()
    for (let tries = 0; tries < 200; tries++) {
      const [now, min, max] = await Promise.all(
        ['now', 'min', 'max'].map(async (it) => Number(await chart(page).getAttribute(`aria-value${it}`))),
      )
      const step = ((max ?? 0) - (min ?? 0)) / 100
      const away = atMs - (now ?? 0)
      if (Math.abs(away) <= step / 2 + 1) return
      const far = Math.abs(away) > step * 11
      await page.keyboard.press(away > 0 ? (far ? 'PageUp' : 'ArrowRight') : far ? 'PageDown' : 'ArrowLeft')
    }
  }

  test('an officer on a phone finds a road, sees what lies on it, and reads the night by keys', async () => {
    await using reader = await open('officer', 'ja', { viewport: PHONE })
    const { page } = reader
    await page.goto('/console/routes')
    const rows = page.locator('.table tbody tr')
    await expect.poll(() => rows.count()).toBe(12)
    // the one road with snow stands first; the one without sensors says so, and is no bare road
    expect(await rows.first().innerText()).toContain('見晴坂線')
    expect(await rows.filter({ hasText: '湯の沢線' }).innerText()).toContain('センサーがありません')
    await page.getByRole('searchbox').fill('ない道')
    await expect.poll(() => rows.count()).toBe(0)
    // its reading, as a narrow keyboard writes it
    await page.getByRole('searchbox').fill('ｶﾞｯｺｳ')
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.innerText()).toContain('学校')
    await page.getByRole('searchbox').fill('見晴')
    await expect.poll(() => rows.count()).toBe(1)
    expect([await overflowPx(page), await seriousFindings(page)]).toEqual([0, []])
    await rows.getByRole('link').click()
    await page.locator('[data-drawn]').waitFor()
    const condition = page.getByRole('region', { name: '今の雪' })
    expect(await condition.innerText()).toMatch(/積雪深\s+12\.\d cm/)
    expect(await page.getByRole('region', { name: '除雪', exact: true }).innerText()).toContain('承認待ち')
    expect(await page.getByRole('region', { name: '期限' }).innerText()).toContain('7:00')
    const nowMs = town.service.clock.now()
    await goTo(page, nowMs - ((SILENT_H.from + SILENT_H.to) / 2) * HOUR_MS)
    expect(await said(page)).toContain('不明（センサーから受信がありません）')
    await goTo(page, nowMs - LORRY_H * HOUR_MS)
    expect(await said(page)).toContain('採用せず 120.0 cm（急な変化）')
    await goTo(page, nowMs + 6 * HOUR_MS)
    expect(await said(page)).toMatch(/予測 中央値 \d+\.\d cm（10〜90 %：\d+\.\d〜\d+\.\d cm）/)
    expect(await said(page)).toContain('予想降雪')
    expect([await overflowPx(page), await smallTargets(page), await seriousFindings(page)]).toEqual([0, [], []])
    expect([reader.errors, reader.strangers]).toEqual([[], []])
  })

  test('on a desk, in English: why, what may come, the table and its file, other spans', async () => {
    await using reader = await open('officer', 'en', { viewport: DESK, colorScheme: 'dark', acceptDownloads: true })
    const { page } = reader
    await page.goto(`/console/routes/${ROUTE}`)
    await page.locator('[data-drawn]').waitFor()
    const events = page.getByRole('region', { name: 'Events' })
    expect(await events.innerText()).toMatch(/Criterion fired \(Dispatch\).*sensors/)
    expect(await events.innerText()).toContain('Plowed (recorded by an officer)')
    expect(await events.innerText()).toContain(`Plowed (seen by a sensor: ${SENSOR})`)
    const chances = page.getByRole('region', { name: 'What may come' })
    expect(await chances.innerText()).toMatch(/Depth since pass reaching 10 cm by 0?7:00: \d+ %/)
    // the forecast is in it: nothing says that it had to do without
    expect(await chances.innerText()).not.toContain('forecast for the hours ahead')
    expect(await page.locator('.series-legend').innerText()).toContain('Readings not used')
    // on paper the chart is drawn in light colours, whatever the screen shows; afterwards the screen's return
    const ground = () => page.locator('.series-canvas canvas').evaluate(meanInk)
    const dark = await ground()
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
    await expect.poll(ground).toBeGreaterThan(dark + 40)
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
    await expect.poll(ground).toBeLessThan(dark + 20)
    await page.getByText('As a table').click()
    const table = page.getByRole('table', { name: /values by time/ })
    await expect.poll(() => table.locator('tbody tr').count()).toBe(50)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV' }).click()
    const file = readFileSync(await (await downloading).path(), 'utf8')
    expect(file.startsWith('\uFEFFTime,Depth (cm)')).toBe(true)
    expect(file).toContain('not used: 120.0 cm (sudden change)')
    expect(file.split('\r\n').length).toBeGreaterThan(100)
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: '6 h', exact: true }).click()
    const span = async () =>
      Number(await chart(page).getAttribute('aria-valuemax')) - Number(await chart(page).getAttribute('aria-valuemin'))
    // as much ahead as behind; addresses move in steps of ten minutes
    await expect.poll(async () => Math.round((await span()) / HOUR_MS)).toBe(12)
    await chart(page).focus()
    await page.keyboard.press('+')
    await expect.poll(async () => (await span()) / HOUR_MS).toBeLessThan(8)
    await page.keyboard.press('0')
    await page.getByRole('button', { name: 'Season', exact: true }).click()
    await page.getByText('Means of each day').waitFor()
    await page.getByRole('button', { name: '24 h', exact: true }).click()
    await page.getByRole('button', { name: 'Earlier' }).click()
    await expect
      .poll(async () => Number(await chart(page).getAttribute('aria-valuemax')))
      .toBeLessThan(town.service.clock.now() - 23 * HOUR_MS)
    await page.getByRole('button', { name: 'Now', exact: true }).click()
    expect([await overflowPx(page), reader.errors]).toEqual([0, []])
  })

  test('an officer silences a road for a while and ends it', async () => {
    await using reader = await open('officer', 'ja', { viewport: PHONE })
    const { page } = reader
    await page.goto('/console/routes/r-honcho')
    await page.getByRole('button', { name: '停止を始める' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('理由').fill('祭りのため')
    expect([await smallTargets(page), await seriousFindings(page)]).toEqual([[], []])
    await dialog.getByRole('button', { name: '停止を始める' }).click()
    await page.getByText(/停止中（7:0\d まで）/).waitFor()
    await page.getByRole('button', { name: '停止を終える' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '停止を終える' }).click()
    await page.getByRole('button', { name: '停止を始める' }).waitFor()
    expect(reader.errors).toEqual([])
  })

  test('a sensor: raw beside accepted, its health, a configuration under its ETag, a token shown once', async () => {
    await using reader = await open('administrator', 'ja', { viewport: DESK })
    const { page } = reader
    await page.goto(`/console/sensors/${SENSOR}`)
    await page.locator('[data-drawn]').waitFor()
    expect(await page.getByRole('region', { name: '機器の状態' }).innerText()).toMatch(
      /受信中[\s\S]*3\.61 V[\s\S]*-97 dBm/,
    )
    await goTo(page, town.service.clock.now() - LORRY_H * HOUR_MS)
    expect(await said(page)).toContain('採用せず 120.0 cm')
    const edit = async (intervalS: string) => {
      await page.getByRole('button', { name: '設定を変える' }).click()
      await page.getByRole('dialog').getByLabel('測定の間隔').fill(intervalS)
    }
    const send = () => page.getByRole('dialog').getByRole('button', { name: '送る' }).click()
    await edit('300')
    await send()
    await page.getByText('機器の応答待ち').waitFor()
    // somebody else is faster: told in words, and nothing is overwritten
    await edit('120')
    await using other = await open('administrator', 'ja', { viewport: DESK })
    await other.page.goto(`/console/sensors/${SENSOR}`)
    await other.page.getByRole('button', { name: '設定を変える' }).click()
    await other.page.getByRole('dialog').getByLabel('測定の間隔').fill('900')
    await other.page.getByRole('dialog').getByRole('button', { name: '送る' }).click()
    await other.page.getByText('900 秒').waitFor()
    await send()
    await page.getByRole('dialog').getByText('ほかの人が先に変更しました').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'やめる' }).click()
    await page.getByText('900 秒').waitFor()
    await page.getByRole('button', { name: '今すぐ測定' }).click()
    await page
      .getByRole('region', { name: '遠隔の操作' })
      .getByText(/待機|送信済み/)
      .waitFor()
    await page.getByRole('button', { name: '鍵を新しくする' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '鍵を新しくする' }).click()
    await page.getByRole('img', { name: /QR/ }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: '控えたので閉じる' }).click()
    await expect.poll(() => page.getByRole('img', { name: /QR/ }).count()).toBe(0)
    expect([await overflowPx(page), reader.errors]).toEqual([0, []])
  })
})
