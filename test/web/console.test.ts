import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { addTownsperson, PASSWORD, signInReader, speak } from './people.ts'
import { openTown, type Town } from './town.ts'

/** The frame of the officers' console: who may come in, what is live, and what happens when it no longer is. */
describe.skipIf(!hasChromium)('console', () => {
  let town: Town
  let browser: Browser
  let officer: User
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({})
    officer = await addTownsperson(town, 'officer', 'officer')
    await addTownsperson(town, 'viewer', 'viewer')
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })
  const open = (options?: BrowserContextOptions) => openReader(browser, town.origin, { bypassCSP: true, ...options })

  test.each([
    {
      language: 'ja',
      login: 'ログイン名',
      password: 'パスワード',
      button: 'サインイン',
      wrong: 'ログイン名かパスワードが違います。',
    },
    { language: 'en', login: 'Login', password: 'Password', button: 'Sign in', wrong: 'Wrong login or password.' },
  ] as const)('a person signs in, and out: $language', async ({ language, login, password, button, wrong }) => {
    await using reader = await open({ viewport: PHONE })
    await speak(reader, language)
    const { page } = reader
    await page.goto('/console/nowhere')
    await page.getByLabel(login).fill('officer')
    await page.getByLabel(password, { exact: true }).fill('not the password')
    await page.getByRole('button', { name: button }).click()
    await page.getByText(wrong).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    expect([await overflowPx(page), await smallTargets(page)]).toEqual([0, []])
    await page.getByLabel(password, { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: button }).click()
    await page.locator('.live-live').waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/nowhere')
    await page.getByRole('button', { name: language === 'ja' ? 'メニュー' : 'Menu' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: language === 'ja' ? 'サインアウト' : 'Sign out' })
      .click()
    await page.getByLabel(login).waitFor()
    expect(reader.errors).toEqual([])
    expect(reader.strangers).toEqual([])
  })

  test('a link to set a password is used once, and its token leaves the address', async () => {
    await using reader = await open()
    const { page } = reader
    await signInReader(reader, town, await addTownsperson(town, 'chief', 'administrator'))
    await page.goto('/console/nowhere')
    await page.locator('.live-live').waitFor()
    const token = await page.evaluate(async () => {
      const { csrfToken } = await (await fetch('/api/v1/session')).json()
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken }
      const body = JSON.stringify({ login: 'newcomer', role: 'viewer' })
      const made = await fetch('/api/v1/users', { method: 'POST', headers, body })
      return (await made.json()).setPassword.token as string
    })
    await page.context().clearCookies()
    await page.goto(`/set-password#${token}`)
    await page.getByLabel('パスワード', { exact: true }).fill('twelve and more 2')
    await page.getByLabel('もう一度').fill('twelve and more 3')
    await page.getByRole('button', { name: '決定' }).click()
    await page.getByText('二つのパスワードが同じではありません。').waitFor()
    await page.getByLabel('もう一度').fill('twelve and more 2')
    await page.getByRole('button', { name: '決定' }).click()
    await page.getByText('パスワードを設定しました').waitFor()
    expect(page.url()).not.toContain(token)
    await page.getByLabel('ログイン名').fill('newcomer')
    await page.getByLabel('パスワード', { exact: true }).fill('twelve and more 2')
    await page.getByRole('button', { name: 'サインイン' }).click()
    await page.locator('.live-live').waitFor()
    await page.goto(`/set-password#${token}`)
    await page.getByLabel('パスワード', { exact: true }).fill('something else 22')
    await page.getByLabel('もう一度').fill('something else 22')
    await page.getByRole('button', { name: '決定' }).click()
    await page.getByText('このリンクは期限切れか、使用済みです').waitFor()
  })

  test('a lost connection is told within seconds, and made good without a reload', async () => {
    await using reader = await open({ viewport: DESK })
    await signInReader(reader, town, officer)
    const { page, context } = reader
    await page.clock.install()
    await page.goto('/console/nowhere')
    await page.locator('.live-live').waitFor()
    await context.setOffline(true)
    // an open stream outlives the emulated outage: the next heartbeats do not
    await page.evaluate(() => window.dispatchEvent(new Event('offline')))
    await page.clock.runFor(13_000)
    await page.getByText('更新が止まっています').first().waitFor()
    await context.setOffline(false)
    await expect
      .poll(async () => {
        await page.clock.runFor(1000)
        return page.locator('.live-live').count()
      })
      .toBe(1)
  })

  test('whoever else signs in on a page left open begins anew: nothing shown or typed is left for them', async () => {
    await using reader = await open()
    const { page } = reader
    await signInReader(reader, town, officer)
    await page.goto('/console/nowhere')
    await page.locator('.live-live').waitFor()
    const mark = () => page.evaluate(() => [window.sessionStorage.getItem('typed'), document.body.dataset.of ?? null])
    await page.evaluate(() => {
      window.sessionStorage.setItem('typed', 'a criterion half written')
      document.body.dataset.of = 'officer'
    })
    const leave = () => page.evaluate(() => window.dispatchEvent(new Event('yukiban:signed-out')))
    await page.context().clearCookies()
    await leave()
    const dialog = page.getByRole('dialog')
    const signIn = async (login: string) => {
      await dialog.getByLabel('ログイン名').fill(login)
      await dialog.getByLabel('パスワード', { exact: true }).fill(PASSWORD)
      await dialog.getByRole('button', { name: 'サインイン' }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await signIn('officer')
    expect(await mark()).toEqual(['a criterion half written', 'officer'])
    await page.context().clearCookies()
    await leave()
    await signIn('viewer')
    await page.waitForFunction(() => document.body.dataset.of === undefined)
    await page.locator('.live-live').waitFor()
    expect(await mark()).toEqual([null, null])
    // another tab’s sign-in is heard of with the next question for the session
    await page.evaluate(() => {
      document.body.dataset.of = 'viewer'
    })
    await signInReader(reader, town, officer)
    await leave()
    await page.waitForFunction(() => document.body.dataset.of === undefined)
    expect(reader.errors.filter((it) => !it.includes('401'))).toEqual([])
  })

  test('a session that ends asks for the password over the page, which stays', async () => {
    await using reader = await open({ viewport: DESK })
    await signInReader(reader, town, officer)
    const { page, context } = reader
    await page.goto('/console/nowhere')
    await page.locator('.live-live').waitFor()
    await context.clearCookies()
    await page.evaluate(() => window.dispatchEvent(new Event('yukiban:signed-out')))
    const dialog = page.getByRole('dialog', { name: 'サインインし直してください' })
    await dialog.getByLabel('ログイン名').fill('officer')
    await dialog.getByLabel('パスワード', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Escape')
    expect(await dialog.isVisible()).toBe(true)
    await dialog.getByRole('button', { name: 'サインイン' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(reader.errors).toEqual([])
  })
})
