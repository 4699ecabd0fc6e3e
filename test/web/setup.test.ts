import { fileURLToPath } from 'node:url'
import mqtt from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { encode } from 'uqr'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { openEmpty } from './empty.ts'
import { speak } from './people.ts'

const FILE = fileURLToPath(new URL('../../examples/district.json', import.meta.url))
const SECRET = 'shovel-and-salt-0200'

const JA = {
  fields: ['組織名', '組織ID', '氏名', 'ログイン名', 'パスワード', 'パスワード（もう一度）'],
  submit: '登録して始める',
  badId: '半角の英数字で始め、英数字と . - _ で64文字までにしてください。',
  choose: 'ファイルを選ぶ',
  paste: '文字を貼り付ける',
  content: '内容',
  look: '内容を確かめる',
  problem: 'このIDの路線は、ファイルにも登録済みの中にもありません',
  skip: '誤りのある行を除いて取り込む',
  run: '1 件を取り込む',
  runAll: /^\d+ 件を取り込む$/,
  imported: '取り込みました',
  next: '次へ',
  another: '別のファイルを取り込む',
  show: '接続情報を表示',
  device: '機器',
  qr: '接続情報の QR コード',
  waiting: '待っています',
  accepted: '届きました。この値は判断に使われます。',
  quarantine: '読めずに隔離されたもの',
  criteria: '当直の画面へ',
  closed: 'この雪番は設定済みです。',
} as const
const EN: {
  readonly [K in keyof typeof JA]: (typeof JA)[K] extends string
    ? string
    : (typeof JA)[K] extends RegExp
      ? RegExp
      : readonly string[]
} = {
  fields: ['Name', 'Authority ID', 'Name of the person', 'Login', 'Password', 'Password once more'],
  submit: 'Register and begin',
  badId: 'Begin with a letter or digit; at most 64 letters, digits and . - _.',
  choose: 'Choose a file',
  paste: 'Paste text',
  content: 'Content',
  look: 'Look at it',
  problem: 'there is no route of this id, neither in the file nor in the database',
  skip: 'Import without the rows that have problems',
  run: 'Import 1 rows',
  runAll: /^Import \d+ rows$/,
  imported: 'Imported',
  next: 'Next',
  another: 'Import another file',
  show: 'Show the credentials',
  device: 'Device',
  qr: 'QR code of the credentials',
  waiting: 'Waiting',
  accepted: 'It has arrived. Decisions may use this reading.',
  quarantine: 'Could not be read and is in quarantine',
  criteria: 'To the board',
  closed: 'This installation has been set up.',
}

/** The first run in a real browser, from an empty folder to the first reading. */
describe.skipIf(!hasChromium)('first run', () => {
  let browser: Browser
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    browser = await launchBrowser()
  }, 180_000)
  afterAll(() => browser?.close())

  test.each([
    { language: 'ja', viewport: PHONE, words: JA },
    { language: 'en', viewport: DESK, words: EN },
  ] as const)('from nothing to the first reading: $language', async ({ language, viewport, words }) => {
    await using empty = await openEmpty()
    const { service } = empty
    await using reader = await openReader(browser, service.httpUrl ?? '', { viewport, bypassCSP: true })
    await speak(reader, language)
    const { page } = reader
    const sound = async () => {
      expect(await seriousFindings(page)).toEqual([])
      expect(await overflowPx(page)).toBe(0)
      if (viewport === PHONE) expect(await smallTargets(page)).toEqual([])
    }

    await page.goto(service.setupUrl ?? '')
    await fillForm(page, words.fields, ['雪待市', '雪待市', '当番', 'toban', SECRET, SECRET])
    await page.getByRole('button', { name: words.submit }).click()
    await page.getByText(words.badId).first().waitFor()
    await sound()
    await page.getByLabel(words.fields[1] ?? '', { exact: true }).fill('yukimachi')
    await page.getByRole('button', { name: words.submit }).click()
    await page.waitForURL('**/console/setup')

    await page.getByLabel(words.choose).setInputFiles(FILE)
    const runAll = page.getByRole('button', { name: words.runAll })
    await runAll.waitFor()
    await sound()
    await runAll.click()
    await page.getByRole('heading', { name: words.imported }).waitFor()
    await page.getByRole('button', { name: words.another }).click()
    // one row is wrong: it is named, and left out when that is asked for
    await page.getByRole('button', { name: words.paste }).click()
    await page
      .getByLabel(words.content, { exact: true })
      .fill('id,route,mountHeightMm\ns-new,r-hama,3000\ns-wrong,r-nowhere,3000\n')
    await page.getByRole('button', { name: words.look }).click()
    await page.getByText(words.problem).waitFor()
    expect(await page.getByRole('button', { name: words.run }).count()).toBe(0)
    await sound()
    await page.getByLabel(words.skip).check()
    await page.getByRole('button', { name: words.run }).click()
    await page.getByRole('heading', { name: words.imported }).waitFor()
    await page.getByRole('button', { name: words.next, exact: true }).click()

    await page.getByRole('combobox', { name: words.device, exact: true }).selectOption('s-new')
    await page.getByRole('img', { name: words.qr }).waitFor()
    await sound()
    const [broker = '', device = '', token = '', topic = '', command = ''] = await page
      .locator('.setup-credentials .copy code')
      .allInnerTexts()
    expect([broker, device, topic]).toEqual([service.mqttUrl, 's-new', 'yukiban/v1/s-new/reading'])
    expect(await page.getByRole('img', { name: words.qr }).locator('path').getAttribute('d')).toBe(
      drawn(JSON.stringify({ v: 1, broker, device, token, topic })),
    )
    const payload = /-m '(.+)'$/.exec(command)?.[1] ?? ''
    const port = new URL(broker).port
    expect(command).toBe(
      `mosquitto_pub -h 127.0.0.1 -p ${port} -u s-new -P '${token}' -q 1 -t ${topic} -m '${payload}'`,
    )
    await page.getByRole('button', { name: words.next, exact: true }).click()

    await page.getByText(words.waiting, { exact: true }).waitFor()
    const client = await mqtt.connectAsync(broker, { username: device, password: token, reconnectPeriod: 0 })
    await client.publishAsync(topic, 'no reading at all', { qos: 1 })
    await page.getByText(words.quarantine).waitFor()
    await client.publishAsync(topic, payload, { qos: 1 })
    await client.endAsync()
    await page.getByText(words.accepted).waitFor()
    expect(await page.locator('.table').innerText()).toContain('0.0 cm')
    await sound()
    await page.getByRole('button', { name: words.next, exact: true }).click()
    await page.getByRole('link', { name: words.criteria }).waitFor()
    await sound()

    // left and taken up again: what is there tells how far it is
    await page.goto('/console/setup')
    await page.locator('.setup-mark.is-done').nth(2).waitFor()
    await page.context().clearCookies()
    await page.goto(`/setup#${new URL(service.setupUrl ?? '').hash.slice(1)}`)
    await page.getByText(words.closed).waitFor()
    expect([reader.errors, reader.strangers]).toEqual([[], []])
  })

  test('an old address says so; a device of one’s own is registered, and its token replaced', {
    timeout: 240_000,
  }, async () => {
    await using empty = await openEmpty()
    const { service } = empty
    await using reader = await openReader(browser, service.httpUrl ?? '', { viewport: DESK })
    await speak(reader, 'ja')
    const { page } = reader
    await page.goto(`/setup#${'x'.repeat(43)}`)
    await fillForm(page, JA.fields, ['雪待市', 'yukimachi', '当番', 'toban', SECRET, 'another secret 12'])
    await page.getByText('2つのパスワードが同じではありません。').waitFor()
    await page.getByLabel(JA.fields[5], { exact: true }).fill(SECRET)
    await page.getByRole('button', { name: JA.submit }).click()
    await page.getByText('このアドレスは古いものです。').waitFor()
    await page.goto('/console')
    await page.goto(service.setupUrl ?? '')
    await fillForm(page, JA.fields, ['雪待市', 'yukimachi', '当番', 'toban', SECRET, SECRET])
    await page.getByRole('button', { name: JA.submit }).click()
    await page.waitForURL('**/console/setup')
    await page.goto('/console/setup?step=device')
    await page.getByLabel('機器ID').fill('snow-1')
    await page.getByLabel('送る値').selectOption('depth')
    await page.getByRole('button', { name: '登録して接続情報を表示' }).click()
    const codes = page.locator('.setup-credentials .copy code')
    await expect.poll(() => codes.count()).toBe(5)
    const first = await codes.nth(2).innerText()
    expect(await codes.nth(4).innerText()).toContain('{"depth_mm":0}')
    // a page that is opened anew knows no token: only another can be shown
    await page.reload()
    await page.getByRole('button', { name: '新しい接続情報を発行' }).click()
    await expect.poll(() => codes.count()).toBe(5)
    expect(await codes.nth(2).innerText()).not.toBe(first)
    expect(reader.errors).toEqual([])
  })
})

async function fillForm(page: Page, labels: readonly string[], values: readonly string[]): Promise<void> {
  for (const [index, label] of labels.entries()) await page.getByLabel(label, { exact: true }).fill(values[index] ?? '')
}

/** The code as the page draws it. */
function drawn(text: string): string {
  const { data } = encode(text, { ecc: 'M', border: 4 })
  return data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
}
