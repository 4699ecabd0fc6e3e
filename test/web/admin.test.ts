import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { parseCsv } from '../../src/district/csv.ts'
import { listHolidays } from '../../src/store/holidays/list-holidays.ts'
import { findRouteRoster } from '../../src/store/roster/find-route-roster.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { adminTown } from './admin-town.ts'
import { DESK, hasChromium, launchBrowser, PHONE, type Reader } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { addTownsperson, openSignedIn } from './people.ts'
import { openTown, type Town } from './town.ts'

/** Roster, contractors, people and the audit log, as administrators and officers use them. */
describe.skipIf(!hasChromium)('administration', () => {
  let town: Town
  let browser: Browser
  let chief: User
  let viewer: User
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({})
    chief = await addTownsperson(town, 'chief', 'administrator')
    viewer = await addTownsperson(town, 'viewer', 'viewer')
    await adminTown(town)
    browser = await launchBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })

  const open = async (user: User, language: 'ja' | 'en', options: BrowserContextOptions): Promise<Reader> => {
    return openSignedIn(browser, town, user, language, options)
  }
  const rosterOf = (blockId: string) => findRouteRoster(town.service.db, { id: '', blockId })

  test('an officer sees a night without anybody, assigns one, and is told what is still open', async () => {
    await using reader = await open(chief, 'ja', { viewport: DESK })
    const { page } = reader
    await page.goto('/console/roster')
    const harbour = page.getByRole('row', { name: /港工区/ })
    await harbour.getByText('当番なし').waitFor()
    await page.getByText('1番手が重なる事業者').waitFor()
    await page.getByText(/計8路線、同時に受けられるのは4路線/).waitFor()
    await page.getByText('夜（17:00〜9:00）にかかるもの').first().waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await harbour.getByRole('link', { name: '編集 港工区' }).click()
    await page.getByRole('heading', { level: 1, name: '港工区：工区の当番' }).waitFor()
    await page.getByRole('button', { name: '事業者を加える' }).click()
    const row = page.getByRole('group', { name: '2行目' })
    await row.getByLabel('事業者').selectOption({ label: '雪待みなと土木' })
    await row.getByLabel('時間').selectOption({ label: '夜間 17時〜翌9時' })
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('当番表を保存しました').waitFor()
    // the nights are covered now, the days are not
    await page.getByText('保存しました。ただし、今後14日間に当番のいない時間があります。').waitFor()
    expect((await rosterOf('b-minato')).map((it) => [it.contractorId, it.rank, it.fromTime])).toEqual([
      ['c-chuo', 1, '17:00'],
      ['c-minato', 2, '17:00'],
    ])
    await page.getByRole('link', { name: '当番表' }).first().click()
    await expect
      .poll(() =>
        page
          .getByRole('row', { name: /港工区/ })
          .getByText('当番なし')
          .count(),
      )
      .toBe(0)
    await page.getByRole('button', { name: '一夜' }).click()
    await page.getByRole('region', { name: '港工区' }).getByText('17:00〜9:00').waitFor()
    expect(reader.errors).toEqual([])
  })

  test('of two officers who change a roster the second is told, and reads it again', async () => {
    await using reader = await open(chief, 'en', { viewport: DESK })
    const { page } = reader
    await page.goto('/console/roster/block/b-yamate')
    await page.getByRole('group', { name: 'Row 2' }).getByRole('button', { name: 'Take off' }).click()
    // meanwhile somebody else
    const status = await page.evaluate(async () => {
      const { csrfToken } = await (await fetch('/api/v1/session')).json()
      const path = '/api/v1/rosters/block/b-yamate'
      const { etag } = await (await fetch(path)).json()
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken, 'if-match': etag }
      const body = JSON.stringify({ entries: [{ contractor: 'c-minato', rank: 1 }] })
      return (await fetch(path, { method: 'PUT', headers, body })).status
    })
    expect(status).toBe(200)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Somebody else changed this roster first.').waitFor()
    expect((await rosterOf('b-yamate')).map((it) => it.contractorId)).toEqual(['c-minato'])
    await page.getByRole('button', { name: 'Drop the changes and read again' }).click()
    await expect.poll(() => page.getByLabel('Contractor').first().inputValue()).toBe('c-minato')
    expect(await page.getByRole('group', { name: /^Row/ }).count()).toBe(1)
    // others for a night: what stands is cut around it
    await page.getByRole('button', { name: 'Change for a few nights' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('No. 1').selectOption('c-yamate')
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Put into the draft' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(async () => (await rosterOf('b-yamate')).length).toBe(3)
    expect(reader.errors).toEqual([])
  })

  test('a viewer reads the roster and cannot change it; holidays are added on a phone', async () => {
    await using reading = await open(viewer, 'ja', { viewport: PHONE })
    await reading.page.goto('/console/roster/block/b-chuo')
    await reading.page.getByText('変更には当番表の変更権限が要ります。').waitFor()
    expect(await reading.page.getByRole('button', { name: '保存' }).count()).toBe(0)
    await using reader = await open(chief, 'ja', { viewport: PHONE })
    const { page } = reader
    await page.goto('/console/roster/holidays')
    await page.getByLabel('日付').fill('2026-03-20')
    await page.getByLabel('名前').fill('春分の日')
    await page.getByRole('button', { name: '休日を加える' }).click()
    await page.getByText('春分の日', { exact: true }).waitFor()
    const stored = await listHolidays(town.service.db, chief.authorityId)
    expect(stored.map((it) => it.date)).toContain('2026-03-20')
    await page.goto('/console/roster')
    await page.getByText('当番のいない時間').first().waitFor()
    expect([await overflowPx(page), await smallTargets(page), await seriousFindings(page)]).toEqual([0, [], []])
    expect([...reader.errors, ...reading.errors]).toEqual([])
  })

  test('on a phone a contractor is called by one tap, and its contact point is added', async () => {
    await using reader = await open(chief, 'ja', { viewport: PHONE })
    const { page } = reader
    await page.goto('/console/contractors')
    await page.getByText('回答待ち 1件').waitFor()
    expect([await overflowPx(page), await seriousFindings(page)]).toEqual([0, []])
    await page.getByRole('link', { name: '雪待中央建設', exact: true }).click()
    const call = page.getByRole('link', { name: /雪待中央建設に電話する/ })
    expect(await call.getAttribute('href')).toBe('tel:0000000001')
    expect((await call.boundingBox())?.height).toBeGreaterThanOrEqual(56)
    await page.getByRole('button', { name: '連絡先を加える' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('名前').fill('夜間の番')
    await dialog.getByLabel('宛先', { exact: true }).fill('toban@example.jp')
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.locator('strong', { hasText: '夜間の番' }).waitFor()
    expect([await overflowPx(page), await smallTargets(page), await seriousFindings(page)]).toEqual([0, [], []])
    expect(reader.errors).toEqual([])
  })

  test('a contractor is added with a secret seen once; its webhook gets another', async () => {
    await using reader = await open(chief, 'en', { viewport: DESK })
    const { page } = reader
    await page.goto('/console/contractors')
    await page.getByRole('button', { name: 'Add a contractor' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Id', { exact: true }).fill('c-chuo')
    await dialog.getByLabel('Name', { exact: true }).fill('雪待北工業')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('the id c-chuo is taken; choose another').waitFor()
    await dialog.getByLabel('Id', { exact: true }).fill('c-kita')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('雪待北工業 is added').waitFor()
    const secret = await dialog.last().locator('code').innerText()
    expect(secret).toMatch(/^whsec_/)
    await dialog.getByRole('button', { name: 'Close' }).click()
    expect(await page.content()).not.toContain(secret)
    await page.getByRole('link', { name: '雪待中央建設', exact: true }).click()
    await page.getByRole('button', { name: 'Change the secret' }).click()
    await dialog.getByRole('button', { name: 'Change the secret' }).click()
    await page.getByText('The new signing secret').waitFor()
    expect(await page.getByRole('dialog').last().locator('code').innerText()).toMatch(/^whsec_/)
    expect(await seriousFindings(page)).toEqual([])
    expect(reader.errors).toEqual([])
  })

  test.each([
    { language: 'ja', invite: '利用者を招待する', login: 'ログイン名', button: '招待する', close: '閉じる' },
    { language: 'en', invite: 'Invite somebody', login: 'Login', button: 'Invite', close: 'Close' },
  ] as const)('an invitation is a link shown once: $language', async ({ language, invite, login, button, close }) => {
    await using reader = await open(chief, language, { viewport: language === 'ja' ? PHONE : DESK })
    const { page } = reader
    await page.goto('/console/people')
    await page.getByRole('button', { name: invite }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(login).fill(`newcomer-${language}`)
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: button }).click()
    await dialog.locator('code').waitFor()
    await expect.poll(() => dialog.count()).toBe(1)
    const link = await dialog.locator('code').innerText()
    expect(link).toMatch(new RegExp(`^${town.origin}/set-password#[\\w-]{43}$`))
    await dialog.getByRole('button', { name: close }).click()
    await page.getByText(`newcomer-${language}`).first().waitFor()
    expect(await page.content()).not.toContain(link)
    expect([await overflowPx(page), await seriousFindings(page)]).toEqual([0, []])
    expect(reader.errors).toEqual([])
  })

  test.each([
    { language: 'ja', kind: '種類', orders: '出動・待機', asked: '出動を要請', csv: '番号' },
    { language: 'en', kind: 'Kind', orders: 'Orders', asked: 'Order requested', csv: 'id' },
  ] as const)(
    'the journal is read in words and taken away: $language',
    async ({ language, kind, orders, asked, csv }) => {
      await using reader = await open(chief, language, { viewport: language === 'ja' ? DESK : PHONE })
      const { page } = reader
      await page.goto('/console/audit')
      await page.locator('.audit-event').first().waitFor()
      await page.getByLabel(kind).selectOption({ label: orders })
      await expect.poll(() => new URL(page.url()).search).toBe('?type=order')
      const rows = page.locator('.audit-event')
      await expect
        .poll(async () => (await rows.allInnerTexts()).some((it) => it.includes('本町線') && it.includes(asked)))
        .toBe(true)
      await rows.first().locator('summary').click()
      expect(await rows.first().locator('pre').innerText()).toMatch(/"hash": "[0-9a-f]{64}"/)
      expect(await textOfLink(page, 'a[href^="/api/v1/audit.csv"]')).toContain(csv)
      const { hash } = await page.evaluate(async () => (await fetch('/api/v1/audit/head')).json())
      await page.getByText(hash, { exact: true }).waitFor()
      expect([await overflowPx(page), await seriousFindings(page)]).toEqual([0, []])
      expect(reader.errors).toEqual([])
    },
  )
})

/** The headings of the table that a link leads to. */
async function textOfLink(page: Page, selector: string): Promise<readonly string[]> {
  const href = await page.locator(selector).getAttribute('href')
  const reply = await page.request.get(href ?? '')
  expect(reply.status()).toBe(200)
  return parseCsv(await reply.text())[0]?.cells ?? []
}
