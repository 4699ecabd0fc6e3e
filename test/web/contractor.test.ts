import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { withdrawOrder } from '../../src/dispatch/commands.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { findOrder } from '../../src/store/orders/find-order.ts'
import { DESK, hasChromium, launchBrowser, openReader, workerReady } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { ask, busyNight, FIRM } from './crew-night.ts'
import { addTownsperson, PASSWORD, signInReader, speak } from './people.ts'
import { openTown, type Town } from './town.ts'

const OFFICER = { kind: 'user', id: 'officer' } as const

/** The contractor's page on a 390 px phone in a real browser, on a real service with the example town. */
describe.skipIf(!hasChromium)('contractor', () => {
  let town: Town
  let browser: Browser
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({ env: { YUKIBAN_VAPID_SUBJECT: 'mailto:yukiban@city.example.jp' } })
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })
  const open = (options?: BrowserContextOptions) => openReader(browser, town.origin, options)
  const orderNow = (id: string | undefined) => findOrder(town.service.db, id ?? '')
  const withdraw = (ids: readonly string[]) =>
    Promise.all(
      ids.map((orderId) =>
        withdrawOrder(town.service.commands, { orderId, actor: OFFICER, reason: '雨' }).catch(() => {}),
      ),
    )
  const journal = async (type: string, orderId: string | undefined) =>
    (await listEvents(town.service.db, { limit: 1000 })).filter((it) => it.type === type && it.subject === orderId)

  test('a night from a one-time link: accept, lose the network, start and finish, be heard afterwards', async () => {
    const { token, orders } = await ask(town, ['r-ekimae', 'r-honcho'])
    await using reader = await open()
    const { page, context } = reader
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`))
    await page.goto(`/l/${token}`)
    await page.getByText('回答をお願いします').waitFor()
    expect(new URL(page.url()).pathname).toBe('/c/')
    expect(new URL(page.url()).hash).toBe(`#l=${token}`)
    // after the first address the token goes nowhere but into the header of our own API
    expect(asked.slice(1).filter((it) => it.includes(token))).toEqual([])
    expect((await orderNow(orders['r-ekimae']))?.state).toBe('requested')
    await page.getByRole('checkbox').nth(1).uncheck()
    await page.getByRole('button', { name: '1 路線を受ける' }).click()
    const card = page.locator('.crew-work', { hasText: '駅前通り線' })
    await card.getByRole('button', { name: '作業を始める' }).waitFor()
    expect((await orderNow(orders['r-ekimae']))?.state).toBe('accepted')
    expect((await orderNow(orders['r-honcho']))?.state).toBe('requested')
    await workerReady(page)

    await context.setOffline(true)
    const startedFrom = town.service.clock.now()
    await card.getByRole('button', { name: '作業を始める' }).click()
    await card.getByText('送信待ち').waitFor()
    await page.getByText('オフライン').waitFor()
    await page.reload()
    await card.getByText('作業中').waitFor()
    await card.getByText(/送信待ち: 作業開始/).waitFor()
    await card.getByRole('button', { name: '完了にする' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '完了にする' }).click()
    await card.getByText(/送信待ち: 完了/).waitFor()
    await page.getByText('送信待ち 2 件').waitFor()
    // the message's own link opens the page too, where there is no network
    await page.goto(`/l/${token}`)
    await page.getByText('送信待ち 2 件').waitFor()
    expect((await orderNow(orders['r-ekimae']))?.state).toBe('accepted')

    await town.advance(20 * MINUTE_MS)
    await context.setOffline(false)
    await expect.poll(async () => (await orderNow(orders['r-ekimae']))?.state, { timeout: 60_000 }).toBe('completed')
    await expect.poll(() => page.getByText('送信待ち').count()).toBe(0)
    const order = await orderNow(orders['r-ekimae'])
    // the times are those of the taps, twenty minutes before they arrived
    for (const atMs of [order?.startedAtMs ?? 0, order?.completedAtMs ?? 0]) {
      expect(atMs).toBeGreaterThanOrEqual(startedFrom)
      expect(atMs).toBeLessThan(startedFrom + 5 * MINUTE_MS)
    }
    for (const type of ['order.accepted', 'order.started', 'order.completed'])
      expect(await journal(type, orders['r-ekimae']), type).toHaveLength(1)
    expect(reader.errors).toEqual([])
    await withdraw(Object.values(orders))
  })

  test('a tap that comes too late is told, holds what follows it, and goes when a person says so', async () => {
    const { token, orders } = await ask(town, ['r-shiyakusho'])
    await using reader = await open()
    const { page, context } = reader
    await speak(reader, 'en')
    await page.goto(`/l/${token}`)
    await page.getByRole('button', { name: 'Accept (we can go)' }).click()
    const card = page.locator('.crew-work')
    await card.getByRole('button', { name: 'Start work' }).waitFor()
    await workerReady(page)
    await context.setOffline(true)
    await card.getByRole('button', { name: 'Start work' }).click()
    await card.getByRole('button', { name: 'Mark as done' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as done' }).click()
    await page.getByText('2 waiting to be sent').waitFor()
    await withdraw(Object.values(orders))
    await context.setOffline(false)
    const refused = page.locator('.crew-refused')
    await refused.getByText('This was not taken').waitFor({ timeout: 60_000 })
    expect(await refused.innerText()).toMatch(
      /Start \(pressed at[\s\S]*called off[\s\S]*1 later taps of this route are held/,
    )
    expect((await orderNow(orders['r-shiyakusho']))?.state).toBe('withdrawn')
    // nothing goes by itself, not even after a reload
    await page.reload()
    await refused.getByRole('button', { name: 'Give this up' }).click()
    await refused.getByRole('button', { name: 'Give this up' }).click()
    // what it held back is sent then, and refused in its turn
    await refused.getByText('Done (pressed at').waitFor()
    await refused.getByRole('button', { name: 'Give this up' }).click()
    await refused.getByRole('button', { name: 'Give this up' }).click()
    await expect.poll(() => refused.count()).toBe(0)
    expect(reader.errors).toEqual([])
  })

  test('signs in, declines with a reason, reports on the way, sees the record, signs out', async () => {
    await addTownsperson(town, 'chuo-genba', 'contractor', FIRM)
    const first = await ask(town, ['r-chuo-odori'])
    await using reader = await open()
    const { page } = reader
    await page.goto('/c')
    await page.getByLabel('ログイン名').fill('chuo-genba')
    await page.getByLabel('パスワード').fill(PASSWORD)
    await page.getByRole('button', { name: 'サインイン' }).click()
    await page.getByRole('button', { name: '受けられない' }).click()
    await page.getByRole('radio', { name: '機械の故障' }).check()
    await page.getByRole('button', { name: '辞退を送る' }).click()
    await page.getByText(/終わった依頼（\d+ 路線）/).click()
    await page.locator('.crew-over li', { hasText: '機械の故障' }).getByText('辞退').waitFor()
    await withdraw(Object.values(first.orders))
    // a new request comes by itself, over the event stream
    const { orders } = await ask(town, ['r-honcho'])
    await page.getByRole('button', { name: '受ける（出動できます）' }).click()
    const card = page.locator('.crew-work', { hasText: '本町線' })
    await card.getByRole('button', { name: '作業を始める' }).click()
    await expect.poll(async () => (await orderNow(orders['r-honcho']))?.state).toBe('started')
    await card.getByRole('button', { name: '途中経過・困りごと' }).click()
    await page.getByRole('radio', { name: '50 %' }).check()
    await page.getByRole('button', { name: '路上駐車あり' }).click()
    await page.getByRole('button', { name: '報告する' }).click()
    await card.getByText('50 % · 路上駐車あり').waitFor()
    await card.getByRole('button', { name: '完了にする' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '完了にする' }).click()
    await page.getByText('受けた路線はすべて終わりました').waitFor()
    await expect.poll(async () => (await orderNow(orders['r-honcho']))?.state).toBe('completed')
    await page.getByRole('link', { name: '作業の記録' }).click()
    await page.locator('.crew-history > li', { hasText: '本町線' }).waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV を保存' }).click()
    expect((await saved).suggestedFilename()).toMatch(/^除雪作業_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.csv$/)
    await page.getByRole('link', { name: '設定' }).click()
    await page.getByText('雪待中央建設').first().waitFor()
    await page.getByRole('button', { name: 'サインアウト' }).click()
    await page.getByLabel('ログイン名').waitFor()
    await page.reload()
    await page.getByLabel('ログイン名').waitFor()
    expect(await page.getByText('本町線').count()).toBe(0)
    expect(reader.errors).toEqual([])
  })

  test('two tabs of one phone send a tap once', async () => {
    const { token, orders } = await ask(town, ['r-ekimae'])
    await using reader = await open()
    const { page, context } = reader
    await page.goto(`/l/${token}`)
    await page.getByRole('button', { name: '受ける（出動できます）' }).click()
    await page.getByRole('button', { name: '作業を始める' }).waitFor()
    await workerReady(page)
    const second = await context.newPage()
    await second.goto(`/c/#l=${token}`)
    await second.getByRole('button', { name: '作業を始める' }).waitFor()
    const starts: string[] = []
    context.on('request', (request) => {
      if (request.url().endsWith('/start')) starts.push(request.headers()['idempotency-key'] ?? '')
    })
    await context.setOffline(true)
    await page.getByRole('button', { name: '作業を始める' }).click()
    // pressed in one tab, shown in the other
    await second.getByText('送信待ち: 作業開始').waitFor()
    starts.length = 0
    await context.setOffline(false)
    await expect.poll(async () => (await orderNow(orders['r-ekimae']))?.state, { timeout: 60_000 }).toBe('started')
    await expect.poll(() => second.getByText('送信待ち').count()).toBe(0)
    expect(new Set(starts).size).toBe(1)
    expect(await journal('order.started', orders['r-ekimae'])).toHaveLength(1)
    await withdraw(Object.values(orders))
  })

  test('without a script the link is a plain page; a link that is over says so', async () => {
    const { token, orders } = await ask(town, ['r-soko'])
    await using plain = await open({ javaScriptEnabled: false })
    await plain.page.goto(`/l/${token}`)
    await plain.page.getByRole('button', { name: '受ける（出動できます）' }).click()
    await plain.page.getByText('受諾しました').waitFor()
    expect((await orderNow(orders['r-soko']))?.state).toBe('accepted')
    await using reader = await open()
    await reader.page.goto(`/l/${token}?plain=1`)
    await reader.page.getByText('受諾しました').waitFor()
    await reader.page.goto(`/c/#l=${'A'.repeat(22)}`)
    await reader.page.getByRole('heading', { name: 'このリンクは使えません' }).waitFor()
    await withdraw(Object.values(orders))
  })

  test('what is pushed is shown once, and leads to the page; a phone that cannot subscribe is told', async () => {
    const user = await addTownsperson(town, 'chuo-3', 'contractor', FIRM)
    await using reader = await open({ permissions: ['notifications'] })
    const { page, context } = reader
    await signInReader(reader, town, user)
    await page.goto('/c/settings')
    await workerReady(page)
    const devtools = await context.newCDPSession(page)
    const registered = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const found = registrations.find((it) => it.scopeURL.endsWith('/c/'))
        if (found !== undefined) resolve(found.registrationId)
      })
    })
    await devtools.send('ServiceWorker.enable')
    const url = `${town.origin}/l/${'B'.repeat(22)}`
    const data = JSON.stringify({
      id: 'delivery_1',
      title: '【出動】駅前通り線（2:10までに回答）',
      body: '回答期限 2:10',
      url,
    })
    const push = { origin: town.origin, registrationId: await registered, data }
    const shown = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration('/c/')
        return (await registration?.getNotifications())?.map(({ title, body, tag, data }) => ({
          title,
          body,
          tag,
          data,
        }))
      })
    // sent again and again, as deliveries are until one is taken: it is shown once
    await expect
      .poll(async () => {
        await devtools.send('ServiceWorker.deliverPushMessage', push)
        return shown()
      })
      .toEqual([
        { title: '【出動】駅前通り線（2:10までに回答）', body: '回答期限 2:10', tag: 'delivery_1', data: { url } },
      ])
    // no push service answers a browser without a network of its own: the page says that it did not work
    await page.getByRole('button', { name: '通知を受け取る' }).click()
    await page.getByText(/通知の設定ができませんでした|通知が止められています/).waitFor()
  })

  test('axe finds nothing serious, nothing overflows, targets are large, on phone and desk, light and dark', async () => {
    await busyNight(town)
    const user = await addTownsperson(town, 'chuo-2', 'contractor', FIRM)
    for (const options of [{ colorScheme: 'light' as const }, { colorScheme: 'dark' as const, viewport: DESK }]) {
      await using reader = await open({ ...options, bypassCSP: true })
      const { page } = reader
      await signInReader(reader, town, user)
      for (const path of ['/c/', '/c/history', '/c/settings']) {
        await page.goto(path)
        await page.locator('.crew-firm', { hasText: '雪待中央建設' }).waitFor()
        if (path === '/c/') await page.getByRole('button', { name: /路線を受けられない/ }).click()
        expect(await seriousFindings(page), path).toEqual([])
        if (path === '/c/') {
          await page.keyboard.press('Escape')
          await page.getByRole('button', { name: '地図を見る' }).click()
          await page.locator('[data-drawn]').waitFor()
          expect(await seriousFindings(page), 'with the map').toEqual([])
        }
        expect(await overflowPx(page), path).toBe(0)
        expect(await smallTargets(page), path).toEqual([])
      }
      expect(reader.errors).toEqual([])
    }
  })
})
