import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { acceptOffer, approveOrder } from '../../src/dispatch/commands.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findOrder } from '../../src/store/orders/find-order.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, PHONE, type Reader } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { addTownsperson, openSignedIn } from './people.ts'
import { busyNight, newestOrder, publishSupport } from './storm.ts'
import { openTown, type Town } from './town.ts'

/** A journey of many steps, on a machine that does other things too. */
const SLOW_MS = 240_000

/** The night board and the orders behind it, in a real browser on a real service with the example town. */
describe.skipIf(!hasChromium)('night board', () => {
  let town: Town
  let browser: Browser
  let officer: User
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    browser = await launchBrowser()
  }, 180_000)
  afterAll(() => browser?.close())
  beforeEach(async () => {
    town = await openTown({})
    officer = await addTownsperson(town, 'officer', 'officer')
  })
  afterEach(() => town[Symbol.asyncDispose]())

  const open = async (language: 'ja' | 'en', options: BrowserContextOptions, user = officer): Promise<Reader> => {
    return openSignedIn(browser, town, user, language, options)
  }
  const card = (page: Page, route: string) => page.locator('.board-card', { hasText: route })
  const stateOf = async (id: string) => (await findOrder(town.service.db, id))?.state
  const expectSound = async (page: Page) => {
    expect(await seriousFindings(page)).toEqual([])
    expect(await overflowPx(page)).toBe(0)
  }

  test('a storm comes: the proposal appears by itself, is approved on a phone, asked, and accepted', {
    timeout: SLOW_MS,
  }, async () => {
    await using reader = await open('ja', { viewport: PHONE })
    const { page } = reader
    await publishSupport(town)
    await page.goto('/console')
    await page.getByRole('heading', { name: '対応が必要なものはありません' }).waitFor()
    await page.locator('.live-live').waitFor()
    expect(await page.title()).toMatch(/^当直ボード/)
    await town.snow({ 'r-hama': 12 })
    // nothing is reloaded: the journal's event brings it
    const proposal = card(page, '浜通り線')
    await proposal.getByText('承認待ち').waitFor()
    await expect.poll(() => page.title()).toMatch(/^\(1\) /)
    const text = await proposal.innerText()
    expect(text).toContain('12.0 cm')
    expect(text).toContain('基準 10.0 cm 以上')
    expect(text).toContain('雪待みなと土木')
    expect(text).toMatch(/あと \d+時間\d+分/)
    await expectSound(page)
    expect(await smallTargets(page)).toEqual([])
    await proposal.getByRole('button', { name: '承認する' }).click()
    await proposal.getByText('回答待ち').waitFor()
    const id = await newestOrder(town, 'r-hama')
    expect(await stateOf(id)).toBe('requested')
    expect(await proposal.innerText()).toMatch(/打診先\s+雪待みなと土木/)
    const [offer] = await listOffers(town.service.db, { orderId: id, state: 'open', limit: 1 })
    const actor = { kind: 'contractor', id: 'c-minato' } as const
    await acceptOffer(town.service.commands, { offerId: offer?.id ?? '', actor })
    await expect.poll(() => proposal.count()).toBe(0)
    await page.locator('.board-figure', { hasText: '受諾・出発前' }).getByText('1', { exact: true }).waitFor()
    await expect.poll(() => page.title()).toMatch(/^当直ボード/)
    expect([reader.errors, reader.strangers]).toEqual([[], []])
  })

  test('two officers act at once: the slower one is told what it is now, and nothing is undone', {
    timeout: SLOW_MS,
  }, async () => {
    await publishSupport(town)
    await town.snow({ 'r-hama': 12 })
    const id = await newestOrder(town, 'r-hama')
    await using reader = await open('ja', { viewport: PHONE })
    const { page } = reader
    await page.goto('/console')
    await card(page, '浜通り線').getByRole('button', { name: '却下' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '雨に変わる見込み' }).click()
    await expectSound(page)
    expect(await smallTargets(page)).toEqual([])
    // meanwhile, on another phone: the news of it is kept from this one, as when both tap in the same second
    await page.route('**/api/v1/board', (route) => route.abort())
    await approveOrder(town.service.commands, { orderId: id, actor: { kind: 'user', id: 'another' } })
    await dialog.getByRole('button', { name: '却下' }).click()
    await page.getByText('浜通り線：ほかの人が先に操作しました。いまは「打診中」です。').waitFor()
    expect(await stateOf(id)).toBe('requested')
    expect(reader.errors).toEqual([])
  })

  test('a busy night on a desk, in English: block approval, telephone, next one, orders, why', {
    timeout: SLOW_MS,
  }, async () => {
    await busyNight(town)
    await using reader = await open('en', { viewport: DESK })
    const { page } = reader
    await page.goto('/console')
    await card(page, '倉庫団地線').getByText('Nobody took it').first().waitFor()
    // an order nobody took stands before what only waits for approval
    expect(await page.locator('.board-card').first().innerText()).toContain('倉庫団地線')
    await expectSound(page)

    await page.getByRole('button', { name: 'Approve all 2 in 港工区' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.innerText()).toMatch(/港幹線[\s\S]*漁港線/)
    await dialog.getByRole('button', { name: 'Approve 2' }).click()
    await page.getByText('2 approved').waitFor()
    await card(page, '漁港線').getByText('Waiting for an answer').waitFor()

    await card(page, '本町線').getByRole('button', { name: 'Record a phone answer' }).click()
    await dialog.getByText('Cannot take it').click()
    await dialog.getByRole('button', { name: 'Record', exact: true }).click()
    await expect.poll(() => card(page, '本町線').innerText()).toMatch(/Being asked\s+雪待みなと土木/)

    await card(page, '倉庫団地線').getByRole('button', { name: 'Choose whom to ask' }).click()
    await dialog.getByText('asked already').first().waitFor()
    await dialog.getByText('雪待中央建設', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Has a crew nearby' }).click()
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click()
    await expect.poll(() => card(page, '倉庫団地線').innerText()).toMatch(/Being asked\s+雪待中央建設/)

    await page.goto('/console/orders')
    await page.getByRole('row', { name: /漁港線/ }).waitFor()
    await expectSound(page)
    await page.getByLabel('Block', { exact: true }).selectOption({ label: '山手工区' })
    await expect.poll(() => page.getByRole('row', { name: /漁港線/ }).count()).toBe(0)
    const csv = await page.getByRole('link', { name: 'CSV' }).getAttribute('href')
    const file = await page.evaluate(async (url) => (await fetch(url ?? '')).text(), csv)
    expect(file).toContain('見晴坂線')
    expect(file).not.toContain('漁港線')

    await page.getByRole('link', { name: '見晴坂線' }).click()
    await page.getByRole('heading', { level: 1, name: '見晴坂線' }).waitFor()
    await page.locator('.orders-course li').first().waitFor()
    await expectSound(page)
    await page.getByRole('link', { name: 'The decision in full' }).click()
    await page.getByText('The criterion fired').waitFor()
    await page.getByRole('row', { name: /s-saka-c/ }).waitFor()
    await expectSound(page)
    expect([reader.errors, reader.strangers]).toEqual([[], []])
  })

  test('an officer orders by hand on a phone, follows the ladder, and takes it back', {
    timeout: SLOW_MS,
  }, async () => {
    await using reader = await open('ja', { viewport: PHONE })
    const { page } = reader
    await page.goto('/console/orders/new')
    await page.getByLabel('工区').selectOption({ label: '中央工区' })
    await page.getByLabel('本町線').check()
    await page.getByRole('button', { name: '巡回で確認、不要' }).waitFor()
    await page.getByLabel('理由').fill('吹きだまりの通報')
    await expectSound(page)
    expect(await smallTargets(page)).toEqual([])
    await page.getByRole('button', { name: '1路線を指令する' }).click()
    await page.getByText('指令しました').waitFor()
    await page.getByRole('link', { name: '本町線' }).click()
    await page.locator('.orders-rung', { hasText: '雪待中央建設' }).getByText('回答待ち').waitFor()
    await expectSound(page)
    await page.getByRole('button', { name: '取り下げる' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '降雪がやんだ' }).click()
    await dialog.getByRole('button', { name: '取り下げる' }).click()
    await page.getByText('この指令は終わっています。').waitFor()
    expect(await page.locator('.orders-course').innerText()).toContain('「降雪がやんだ」')
    expect(reader.errors).toEqual([])
  })

  test('a viewer sees the board and can do nothing to it', { timeout: SLOW_MS }, async () => {
    await busyNight(town)
    await using reader = await open('ja', { viewport: PHONE }, await addTownsperson(town, 'viewer', 'viewer'))
    const { page } = reader
    await page.goto('/console')
    await card(page, '見晴坂線').waitFor()
    expect(await page.getByRole('button', { name: /承認|却下|打診/ }).count()).toBe(0)
    expect(await page.locator('a[href^="tel:"]').count()).toBe(0)
    expect(reader.errors).toEqual([])
  })
})
