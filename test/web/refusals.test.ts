import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, PHONE } from './browser.ts'
import { overflowPx, seriousFindings } from './checks.ts'
import { addTownsperson, openSignedIn } from './people.ts'
import { openTown, type Town } from './town.ts'

const WORDS = {
  ja: {
    invite: '利用者を招待する',
    send: '招待する',
    login: 'ログイン名',
    wrong: '半角の英小文字・数字と . _ @ + - で1〜64文字、英字か数字で始めてください',
    remedy: '値を直してください。',
    gone: 'このIDの路線はありません',
  },
  en: {
    invite: 'Invite somebody',
    send: 'Invite',
    login: 'Login',
    wrong: 'must be 1 to 64 small letters, digits or . _ @ + -, beginning with a letter or digit',
    remedy: 'Correct the value.',
    gone: 'names no route visible to you',
  },
} as const

/** What the service refuses is said in the page's language, which need not be the browser's. */
describe.skipIf(!hasChromium)('refusals', () => {
  let town: Town
  let browser: Browser
  let chief: User
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({})
    chief = await addTownsperson(town, 'chief', 'administrator')
    browser = await launchBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  test.each([
    { language: 'ja', viewport: PHONE, other: 'en-GB' },
    { language: 'en', viewport: DESK, other: 'ja-JP' },
  ] as const)('in $language: field, value, what is wrong, what to do', async ({ language, viewport, other }) => {
    const words = WORDS[language]
    await using reader = await openSignedIn(browser, town, chief, language, { viewport, locale: other })
    const { page } = reader
    await page.goto('/console/people')
    await page.getByRole('button', { name: words.invite }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words.login).fill('当番')
    await dialog.getByRole('button', { name: words.send, exact: true }).click()
    const told = dialog.getByRole('alert').filter({ hasText: words.wrong })
    await told.first().waitFor()
    const text = await told.first().innerText()
    expect(text).toContain('login')
    expect(text).toContain('当番')
    expect(text).toContain(words.remedy)
    expect(await seriousFindings(page)).toEqual([])
    expect(await overflowPx(page)).toBe(0)
    await page.goto('/console/routes/nothing')
    await page.getByText(words.gone).first().waitFor()
    expect(reader.strangers).toEqual([])
  })
})
