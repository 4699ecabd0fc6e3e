import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, PHONE, type Reader } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { addTownsperson, openSignedIn } from './people.ts'
import { openTown, type Town } from './town.ts'

const NIGHT = {
  name: '夜間',
  scope: 'authority',
  mode: 'support',
  level: 'dispatch',
  rule: { kind: 'threshold', measure: 'new-snow', triggerCm: 10 },
}

/** Nothing serious by axe, nothing wider than the screen, and on a phone nothing smaller than a thumb. */
async function looksRight(page: Page): Promise<void> {
  expect(await seriousFindings(page)).toEqual([])
  expect(await overflowPx(page)).toBe(0)
  // a word that is missing shows as its key
  expect(await page.locator('body').innerText()).not.toMatch(
    /\b(?:list|form|one|edit|field|choice|wrong|hint|part|silence|replay|clash)\.[a-z]\w*/,
  )
  if (page.viewportSize()?.width === PHONE.width) expect(await smallTargets(page)).toEqual([])
}

/** Criteria, modes and silences in a real browser, on a real service with a night of snow on record. */
describe.skipIf(!hasChromium)('criteria', () => {
  let town: Town
  let browser: Browser
  let sato: User
  let abe: User
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({})
    // a storm: 2 cm every ten minutes on one road
    for (let depth = 0; depth <= 20; depth += 2) await town.snow({ 'r-ekimae': depth })
    sato = await addTownsperson(town, 'sato', 'officer')
    abe = await addTownsperson(town, 'abe', 'officer')
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  async function open(of: Town, user: User, language: 'ja' | 'en', options: BrowserContextOptions): Promise<Reader> {
    const reader = await openSignedIn(browser, of, user, language, options)
    // leaving with something unsaved is asked about by the browser too
    reader.page.on('dialog', (dialog) => dialog.accept())
    return reader
  }

  async function call(of: Town, method: string, path: string, body?: object, headers = {}) {
    const authorityId = sato.authorityId
    const made = await createApiKey(of.service.db, {
      authorityId,
      role: 'officer',
      scopes: ['*'],
      contractorId: null,
      label: 'other system',
      nowMs: of.service.clock.now(),
    })
    const answer = await fetch(`${of.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true)
    return answer.json()
  }

  test('from a template to a published criterion, with its words, its replay and its first day', async () => {
    await using reader = await open(town, sato, 'ja', { viewport: DESK })
    const { page } = reader
    await page.goto('/console/criteria')
    await page.getByText('出動基準のない路線：12 / 12').waitFor()
    await looksRight(page)
    await page.getByRole('link', { name: '新しい基準' }).click()
    await page.getByRole('link', { name: /このひな形を使う.*函館/ }).waitFor()
    expect(await page.locator('.criteria-template').count()).toBe(20)
    await looksRight(page)
    await page.getByRole('link', { name: /このひな形を使う.*函館/ }).click()

    const words = page.locator('.criteria-preview')
    await words.getByText('新雪が 10 cm 以上で 20 分継続、または07:00 までに').waitFor()
    await page.getByLabel('識別子').fill('hakodate-12')
    const [trigger, release] = [page.getByLabel('発動する値').first(), page.getByLabel('解除する値').first()]
    // as a Japanese keyboard types it
    await trigger.fill('１２')
    await words.getByText('新雪が 12 cm 以上で 20 分継続、または').waitFor()
    await release.fill('15')
    await page.getByText('発動する値より小さい値にしてください。').waitFor()
    await page.getByText('1 か所に誤りがあります。').waitFor()
    expect(await page.getByRole('button', { name: '公開に進む' }).isDisabled()).toBe(true)
    await release.fill('')
    await words.getByText('新雪が 3.6 cm 未満').waitFor()
    await page.getByText('範囲の 12 路線のうち 12 路線で適用').waitFor()
    await looksRight(page)

    await page.reload()
    await page.getByText('未保存の内容を復元しました。').waitFor()
    expect(await trigger.inputValue()).toBe('１２')

    await page.getByLabel('期間', { exact: true }).selectOption('3')
    await page.getByRole('button', { name: '試算する' }).click()
    const figures = page.locator('[data-replayed]')
    await figures.waitFor({ timeout: 60_000 })
    const row = (name: string) => figures.getByRole('row', { name }).first().innerText()
    expect(await row('出動のあった夜')).toMatch(/\s1\s/)
    expect(await row('出動した路線')).toMatch(/\s1\s/)
    await looksRight(page)

    await page.getByRole('button', { name: '公開に進む' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('適用の開始').selectOption('date')
    await dialog.getByLabel('日付を決める', { exact: true }).last().fill('2026-02-01')
    await dialog.getByLabel('変更の理由').fill('函館の例にならう')
    await looksRight(page)
    await dialog.getByRole('button', { name: '公開する' }).click()
    await page.getByText('これから：版 1（2026-02-01 から）').waitFor()
    await page.getByText('適用中の版はありません').waitFor()
    expect(await page.locator('.criteria-life').innerText()).toContain('sato')
    await looksRight(page)
    expect(reader.errors).toEqual([])
    const stored = await call(town, 'GET', '/api/v1/criteria/hakodate-12')
    expect(stored).toMatchObject({ effective: { from: '2026-02-01' }, rule: { of: [{ triggerCm: 12 }, {}] } })
  })

  test('two officers at once: nothing typed is lost, and each field is chosen', async () => {
    await call(town, 'PUT', '/api/v1/criteria/night', NIGHT, { 'if-none-match': '*' })
    await using reader = await open(town, abe, 'en', { viewport: PHONE })
    const { page } = reader
    await page.goto('/console/criteria/night/edit')
    const words = page.locator('.criteria-preview')
    await words.getByText('Dispatch when new snow has stayed at or above 10 cm for 20 min.').waitFor()
    await looksRight(page)
    await page.getByLabel(/^Fires at/).fill('12')
    await page.getByLabel(/^Time to answer/).fill('5')
    await words.getByText('5 min to answer').waitFor()
    // a link asks before it leads away
    await page.getByRole('link', { name: '夜間' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()

    const theirs = { ...NIGHT, mode: 'automatic', rule: { ...NIGHT.rule, triggerCm: 8 }, note: 'many complaints' }
    await call(town, 'PUT', '/api/v1/criteria/night', theirs, { 'if-match': '"v1"' })
    const publish = async () => {
      await page.getByRole('button', { name: 'Go on to publish' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(/Why it is changed/).fill('answers come sooner')
      await dialog.getByRole('button', { name: 'Publish' }).click()
    }
    await publish()
    const clash = page.locator('.criteria-clash')
    await clash.getByText('Somebody else changed it first').waitFor()
    await clash.getByText('many complaints').waitFor()
    await looksRight(page)
    expect(await clash.getByRole('radio', { name: 'Fires at: Mine 12 cm' }).isChecked()).toBe(true)
    expect(await clash.getByRole('radio', { name: 'Mode: Theirs Automatic' }).isChecked()).toBe(true)
    await clash.getByRole('radio', { name: 'Fires at: Theirs 8 cm' }).check()
    await clash.getByRole('button', { name: 'Go on with these' }).click()
    await words.getByText('at or above 8 cm').waitFor()
    expect(await page.getByLabel(/^Time to answer/).inputValue()).toBe('5')
    await publish()
    await page.getByRole('heading', { name: 'What is in force · Version 3' }).waitFor()
    await looksRight(page)
    const stored = await call(town, 'GET', '/api/v1/criteria/night')
    expect(stored).toMatchObject({
      version: 3,
      mode: 'automatic',
      respondMin: 5,
      rule: { triggerCm: 8, releaseCm: 2.4 },
    })
    expect(reader.errors).toEqual([])
  })

  test('where somebody else must publish: submitted by one, sent back and published by another', async () => {
    await using strict = await openTown({ env: { YUKIBAN_CRITERIA_REVIEW: 'other' } })
    const author = await addTownsperson(strict, 'sato', 'officer')
    const reader2 = await addTownsperson(strict, 'abe', 'officer')
    await using mine = await open(strict, author, 'ja', { viewport: PHONE })
    const { page } = mine
    await page.goto('/console/criteria/new/blank')
    await page.getByLabel('識別子').fill('night')
    await page.getByText('新雪が 10 cm 以上で 20 分継続のとき、出動とする。').waitFor()
    await page.getByRole('button', { name: '審査に出す' }).click()
    await page.getByRole('dialog').getByLabel('変更の理由').fill('最初の基準')
    await page.getByRole('dialog').getByRole('button', { name: '審査に出す' }).click()
    await page.getByText('自分が書いた版は、ほかの人が公開します。').waitFor()
    expect(await page.getByRole('button', { name: '公開する' }).count()).toBe(0)
    await looksRight(page)

    await using other = await open(strict, reader2, 'en', { viewport: DESK })
    await other.page.goto('/console/criteria')
    await other.page.getByText('In review').waitFor()
    await looksRight(other.page)
    await other.page.getByRole('link', { name: 'night · Version 1' }).click()
    await other.page.getByText('最初の基準').first().waitFor()
    await other.page.getByRole('button', { name: 'Send back' }).click()
    const dialog = other.page.getByRole('dialog')
    // nobody sends something back without saying why
    expect(await dialog.getByRole('button', { name: 'Send back' }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await other.page.getByRole('button', { name: 'Publish' }).click()
    await other.page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await other.page.getByRole('heading', { name: 'What is in force · Version 1' }).waitFor()
    await looksRight(other.page)
    expect([mine.errors, other.errors]).toEqual([[], []])
  })

  test('a viewer reads, and is offered nothing to change', async () => {
    await using reader = await open(town, await addTownsperson(town, 'viewer', 'viewer'), 'en', { viewport: DESK })
    const { page } = reader
    for (const path of ['/console/criteria', '/console/criteria/night', '/console/modes', '/console/silences']) {
      await page.goto(path)
      await page.locator('h1').waitFor()
      await page.locator('.loading').waitFor({ state: 'detached' })
      await expect.poll(() => page.locator('.page .button:visible, .page a.button').allInnerTexts()).toEqual([])
    }
    await page.goto('/console/criteria/night/edit')
    await page.getByRole('heading', { name: 'You may not see this page' }).waitFor()
  })

  test.each([
    { language: 'ja', viewport: PHONE, colorScheme: 'dark' },
    { language: 'en', viewport: DESK, colorScheme: 'light' },
  ] as const)('a mode is declared and taken back, a road silenced: $language', async (look) => {
    const { language, viewport, colorScheme } = look
    const ja = language === 'ja'
    const id = `heavy-${language}`
    await call(town, 'PUT', `/api/v1/modes/${id}`, { name: `豪雪 ${language}` }, { 'if-none-match': '*' })
    await using reader = await open(town, sato, language, { viewport, colorScheme })
    const { page } = reader
    await page.goto('/console/modes')
    const panel = page.getByRole('region', { name: `豪雪 ${language}` })
    await panel.getByRole('button', { name: ja ? '発令する' : 'Declare it on' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(ja ? '理由' : 'Reason').fill('県の警戒情報')
    await looksRight(page)
    await dialog.getByRole('button', { name: ja ? '発令する' : 'Declare it on' }).click()
    await panel.getByText(ja ? '発令中' : 'On', { exact: true }).waitFor()
    await looksRight(page)
    await panel.getByRole('button', { name: ja ? '宣言を取り消す' : 'Take the word back' }).click()
    await dialog.getByRole('button', { name: ja ? '宣言を取り消す' : 'Take the word back' }).click()
    await panel.getByText(ja ? 'まもなく測定値で判定します' : 'what is measured decides within a minute').waitFor()

    await panel.getByRole('link', { name: ja ? '設定を変える' : 'Change' }).click()
    await page.getByRole('button', { name: ja ? '条件を追加' : 'Add a test' }).click()
    await page.getByLabel(ja ? '発令する値' : 'Turns on at').fill('25')
    await looksRight(page)
    await page.getByRole('button', { name: ja ? '保存' : 'Save' }).click()
    await panel.getByText(ja ? '24 時間降雪量が 25 cm 以上' : 'snowfall of 24 h at least 25 cm').waitFor()

    await page.goto('/console/silences')
    await page.locator('.live-live').waitFor()
    await page.getByRole('button', { name: ja ? '停止・保守を始める' : 'Begin one' }).click()
    await dialog.getByLabel(ja ? '対象' : 'Which', { exact: true }).fill('r-hama')
    await dialog.getByLabel(ja ? '理由' : 'Reason').fill('水道管工事')
    await looksRight(page)
    await dialog.getByRole('button', { name: ja ? '始める' : 'Begin' }).click()
    const row = page.getByRole('row').filter({ hasText: '浜通り線' })
    await row.getByText(ja ? '実施中' : 'Standing').waitFor()
    await looksRight(page)
    await row.getByRole('button', { name: ja ? '終える' : 'End' }).click()
    await dialog.getByRole('button', { name: ja ? '終える' : 'End' }).click()
    await page.getByText(ja ? '停止も保守もありません' : 'No silences, no maintenance').waitFor()
    expect(reader.errors).toEqual([])
  })
})
