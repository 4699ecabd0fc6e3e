import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import { mailText, openMailRelay } from '../support/mail-relay.ts'
import { freePort } from '../support/servers.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE, workerReady } from './browser.ts'
import { addTownsperson, signInReader, speak } from './people.ts'
import { openTown, type Town } from './town.ts'

const WORDS = {
  ja: {
    template: /新潟：その他の車道/,
    toPublish: '公開に進む',
    reason: /変更の理由/,
    publish: '公開する',
    approve: '承認する',
    accept: '受ける（出動できます）',
    start: '作業を始める',
    complete: '完了にする',
    waiting: '送信待ち',
    done: '完了',
    plowed: '除雪済み',
  },
  en: {
    template: /Niigata: other carriageways/,
    toPublish: 'Go on to publish',
    reason: /Why it is changed/,
    publish: 'Publish',
    approve: 'Approve',
    accept: 'Accept (we can go)',
    start: 'Start work',
    complete: 'Mark as done',
    waiting: 'Waiting to be sent',
    done: 'Done',
    plowed: 'Plowed',
  },
} as const
type Language = keyof typeof WORDS

/** A whole night in three browsers on one real service: officer, contractor, resident. */
describe.skipIf(!hasChromium)('a night', () => {
  let browser: Browser
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    browser = await launchBrowser()
  }, 180_000)
  afterAll(() => browser?.close())

  async function openPage(town: Town, language: Language, options: BrowserContextOptions): Promise<Page> {
    const reader = await openReader(browser, town.origin, options)
    onTestFinished(async () => {
      await reader.context.setOffline(false)
      await reader[Symbol.asyncDispose]()
      expect(reader.errors).toEqual([])
    })
    await speak(reader, language)
    if (options.viewport === DESK) {
      await signInReader(reader, town, await addTownsperson(town, 'officer', 'officer'))
    }
    return reader.page
  }

  test.each(['ja', 'en'] as const)(
    'a criterion is published, the storm comes, the proposal is approved, the crew works through a dead zone, a resident sees it: %s',
    async (language) => {
      const words = WORDS[language]
      await using relay = await openMailRelay()
      const port = await freePort()
      await using town = await openTown({
        env: {
          YUKIBAN_SMTP_URL: relay.url,
          YUKIBAN_SMTP_FROM: 'yukiban@town.example.jp',
          YUKIBAN_HTTP_PORT: String(port),
          YUKIBAN_PUBLIC_URL: `http://127.0.0.1:${port}`,
          YUKIBAN_MESSAGE_MERGE_S: '0',
        },
      })
      const { db } = town.service
      await db.updateTable('contractors').set({ email: 'crew@firm.example.jp' }).where('id', '=', 'c-minato').execute()
      const officer = await openPage(town, language, { viewport: DESK })
      await officer.goto('/console/criteria/new')
      await officer.getByRole('link', { name: words.template }).click()
      await officer.getByRole('button', { name: words.toPublish }).click()
      const publish = officer.getByRole('dialog')
      await publish.getByLabel(words.reason).fill('この冬から')
      await publish.getByRole('button', { name: words.publish, exact: true }).click()
      await publish.waitFor({ state: 'hidden' })

      // the board is open before the first flake: what comes, comes without a reload
      await officer.goto('/console')
      await officer.locator('.live-live').waitFor()
      for (let report = 0; report < 6; report++) await town.snow({ 'r-hama': 14, 'r-soko': 2 })
      const card = officer.locator('article, li, section').filter({ hasText: '浜通り線' })
      await card.getByRole('button', { name: words.approve, exact: true }).first().click()
      await expect.poll(async () => (await listOrders(db, { limit: 5 })).map((it) => it.state)).toEqual(['requested'])
      await expect
        .poll(async () => {
          await town.advance(1000)
          return relay.mails.length
        })
        .toBeGreaterThan(0)

      const [, token = ''] = /\/l\/([\w-]{22})/.exec(mailText(relay.mails[0])) ?? []
      const phone = await openPage(town, language, { viewport: PHONE, hasTouch: true })
      await phone.goto(`/l/${token}`)
      await phone.getByRole('button', { name: words.accept }).click()
      await phone.getByRole('button', { name: words.start }).waitFor()
      await expect.poll(async () => (await listOrders(db, { limit: 5 })).map((it) => it.state)).toEqual(['accepted'])

      await workerReady(phone)
      await phone.context().setOffline(true)
      await phone.getByRole('button', { name: words.start }).click()
      await phone.getByText(words.waiting).first().waitFor()
      await phone.getByRole('button', { name: words.complete }).click()
      await phone.getByRole('dialog').getByRole('button', { name: words.complete }).click()
      await phone.getByRole('dialog').waitFor({ state: 'hidden' })
      await phone.reload()
      await phone.getByText('浜通り線').first().waitFor()
      await phone.getByText(words.waiting).first().waitFor()
      expect((await listOrders(db, { limit: 5 })).map((it) => it.state)).toEqual(['accepted'])
      await town.advance(20 * MINUTE_MS)
      await phone.context().setOffline(false)
      await expect.poll(async () => (await listOrders(db, { limit: 5 })).map((it) => it.state)).toEqual(['completed'])
      await phone.getByText(words.waiting).first().waitFor({ state: 'hidden' })
      const steps = await db
        .selectFrom('events')
        .select(['type'])
        .where('type', 'in', ['order.started', 'order.completed'])
        .execute()
      expect(steps.map((it) => it.type)).toEqual(['order.started', 'order.completed'])

      await card.getByRole('button', { name: words.approve, exact: true }).first().waitFor({ state: 'hidden' })
      await officer.goto('/console/orders')
      await officer.locator('.badge', { hasText: words.done }).first().waitFor()

      await town.advance(MINUTE_MS)
      const resident = await openPage(town, language, { viewport: PHONE })
      await resident.goto('/')
      await resident.getByRole('searchbox').fill('浜通り')
      await resident.locator('.routes > li').filter({ hasText: words.plowed }).waitFor()
    },
  )
})
