import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { concerns, type FleetDevice, failedTests, severityOf } from '../../dashboards/web/src/console/sensors/fleet.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, PHONE, type Reader } from './browser.ts'
import { overflowPx, seriousFindings, smallTargets } from './checks.ts'
import { addTownsperson, openSignedIn } from './people.ts'
import { openTown, snowyNight, type Town } from './town.ts'

const GOOD: FleetDevice = {
  id: 's1',
  kind: 'ultrasonic',
  surface: 'carriageway',
  routeId: null,
  routeName: null,
  routeKana: null,
  blockId: null,
  blockName: null,
  blockKana: null,
  intervalS: 600,
  hasToken: true,
  health: 'ok',
  battery: 'ok',
  batteryV: 3.6,
  clock: 'ok',
  lastSeenAt: null,
  flags: { range: 1, gate: 3, stuck: 2, echo: 9, aggregate: 9 },
  snow: { status: 'ok', depthCm: 1, readingAt: null, faults: [] },
  maintenance: null,
}
const maintenance = { id: 'm', until: '', reason: '' }

test.each([
  { name: 'good', device: GOOD, want: ['all', 'good'] },
  { name: 'offline', device: { ...GOOD, health: 'offline' }, want: ['all', 'silent'] },
  { name: 'suspect', device: { ...GOOD, snow: { ...GOOD.snow, status: 'suspect' } }, want: ['all', 'doubt'] },
  {
    name: 'low and maintained',
    device: { ...GOOD, battery: 'low', maintenance },
    want: ['all', 'battery', 'maintenance'],
  },
] as { name: string; device: FleetDevice; want: string[] }[])('what concerns a sensor: $name', ({ device, want }) => {
  const all = ['all', 'doubt', 'silent', 'battery', 'maintenance', 'good'] as const
  expect(all.filter((it) => concerns(device, it))).toEqual(want)
})

test('a test that was not evaluated has not failed; offline goes before doubt, maintenance last of all troubles', () => {
  expect(failedTests(GOOD.flags)).toEqual(['gate', 'echo'])
  const order = [GOOD, { ...GOOD, health: 'offline' }, { ...GOOD, health: 'offline', maintenance }] as FleetDevice[]
  expect(order.map(severityOf)).toEqual([0, 6, 1])
})

describe.skipIf(!hasChromium)('sensors', () => {
  let town: Town
  let browser: Browser
  let officer: User
  beforeAll(async () => {
    await ensureWeb((line) => process.stderr.write(`${line}\n`))
    town = await openTown({ withoutSensors: ['r-onsen'] })
    await snowyNight(town)
    const { clock, readings } = town.service
    const payload = Buffer.from('{"distance_mm": "deep"')
    const about = { deviceId: 's-ekimae-c', kind: 'reading', codec: 'json', payloadFormat: null, topic: 't' } as const
    await readings.append([{ ...about, receivedAtMs: clock.now(), payload, sizeBytes: payload.length }])
    await town.service.settled()
    officer = await addTownsperson(town, 'officer', 'officer')
    browser = await launchBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await town?.[Symbol.asyncDispose]()
  })
  const open = async (language: 'ja' | 'en', options: BrowserContextOptions, path: string): Promise<Reader> => {
    const reader = await openSignedIn(browser, town, officer, language, options)
    await reader.page.goto(path)
    return reader
  }

  test('the fleet on a desk: filtered, taken into maintenance and out of it, as a table for Excel', async () => {
    await using reader = await open('ja', { viewport: DESK }, '/console/sensors')
    const { page } = reader
    const rows = page.locator('tbody tr')
    const all = (await town.service.db.selectFrom('devices').select('id').execute()).length
    await expect.poll(() => rows.count()).toBe(all)
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('searchbox').fill('駅前')
    await expect.poll(async () => (await rows.allInnerTexts()).every((it) => it.includes('駅前通り線'))).toBe(true)
    const begin = page.getByRole('button', { name: /の保守を始める$/ }).first()
    const device = ((await begin.getAttribute('aria-label')) ?? '').split(' ')[0] ?? ''
    await begin.click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: '保守を始める' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: '理由' }).fill('着雪の除去')
    await dialog.getByRole('button', { name: '保守を始める' }).click()
    await page.getByRole('button', { name: `${device} の保守を終える` }).click()
    await dialog.getByText('着雪の除去').waitFor()
    await dialog.getByRole('button', { name: '保守を終える' }).click()
    await page.getByRole('button', { name: `${device} の保守を始める` }).waitFor()
    const csv = await page.request.get('/api/v1/devices.csv?lang=ja')
    expect(await csv.text()).toContain('駅前通り線')
    expect(reader.errors).toEqual([])
  })

  test.each([
    { language: 'ja', title: 'センサー', silent: '通信の遅れ・途絶' },
    { language: 'en', title: 'Sensors', silent: 'Late or offline' },
  ] as const)(
    'on a phone: who is silent, nothing too wide or too small: $language',
    async ({ language, title, silent }) => {
      await using reader = await open(language, { viewport: PHONE }, '/console/sensors')
      const { page } = reader
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      await page.getByRole('button', { name: silent }).click()
      await expect.poll(() => page.locator('tbody tr').count()).toBeGreaterThan(0)
      expect(await overflowPx(page)).toBe(0)
      expect(await smallTargets(page)).toEqual([])
      expect(await seriousFindings(page)).toEqual([])
      expect(reader.errors).toEqual([])
    },
  )

  test('quarantine: why, what came, read again in vain, deleted', async () => {
    await using reader = await open('ja', { viewport: PHONE, colorScheme: 'dark' }, '/console/quarantine')
    const { page } = reader
    const message = page.getByRole('region', { name: 's-ekimae-c' })
    await message.getByText('電文の内容').click()
    await message.getByText('{"distance_mm": "deep"').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    expect(await overflowPx(page)).toBe(0)
    await message.getByRole('button', { name: '読み直す' }).click()
    await page.getByText('まだ読み取れません').waitFor()
    await page.getByRole('button', { name: '古いものを消す' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('spinbutton').fill('0')
    await town.advance(1000)
    await dialog.getByRole('button', { name: '古いものを消す' }).click()
    await page.getByText('隔離された電文はありません。').waitFor()
    expect(reader.errors).toEqual([])
  })
})
