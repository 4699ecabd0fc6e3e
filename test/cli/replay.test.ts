import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'
import { tempDir } from '../support/temp-dir.ts'
import { yukiban } from './run.ts'

const START_MS = Date.parse('2026-01-20T09:00:00Z')

function criterion(triggerCm: number): string {
  return JSON.stringify({
    id: `d${triggerCm}`,
    scope: 'authority',
    mode: 'automatic',
    level: 'dispatch',
    rule: { kind: 'threshold', triggerCm },
  })
}

/** A folder of imported history: a district, readings of one device, a pass, and criteria beside it. */
function historyFolder(change: { readings?: string } = {}): { dir: string; ten: string; twelve: string } {
  const dir = tempDir()
  const district = {
    authority: { id: 'town', name: '試験町' },
    blocks: [{ id: 'b1', name: '第一工区' }],
    routes: [
      { id: 'r1', name: '本町線', block: 'b1', roadClass: 'bus', lengthM: 900, plowMinutes: 30, deadline: '06:00' },
    ],
    devices: [{ id: 'd1', route: 'r1', mountHeightMm: 2000, lat: 40.82, lon: 140.74 }],
  }
  writeFileSync(join(dir, 'district.json'), JSON.stringify(district))
  const rows = Array.from({ length: 72 }, (_, index) => {
    const depthMm = Math.min(160, Math.max(0, (index - 12) * 5))
    return `${new Date(START_MS + index * 600_000).toISOString()},d1,${2000 - depthMm},0`
  })
  mkdirSync(join(dir, 'readings'))
  const text = change.readings ?? ['time_utc,device,distance_mm,air_temp_c', ...rows].join('\n')
  writeFileSync(join(dir, 'readings', 'd1.csv'), `${text}\n`)
  const [ten, twelve] = [join(dir, 'ten.json'), join(dir, 'twelve.yaml')]
  writeFileSync(ten, criterion(10))
  writeFileSync(twelve, `criteria:\n  - ${criterion(12)}\n`)
  return { dir, ten, twelve }
}

describe('yukiban replay', () => {
  test('replays an imported folder as JSON, without anything drawn on a pipe', async () => {
    const { dir, ten } = historyFolder()
    const ended = await yukiban(['--json', 'replay', '--criterion', ten, '--data', dir])
    expect(ended.stderr).toBe('')
    expect(ended.code).toBe(0)
    expect(ended.json()).toMatchObject({
      label: 'ten.json',
      total: { calls: { dispatch: 1, standby: 0 }, deadlines: { met: 1 }, plowHours: 0.5 },
      routes: [{ route: { id: 'r1' }, orders: [], differences: [] }],
      notes: [],
    })
  })

  test('compares two sets, and writes a report', async () => {
    const { dir, ten, twelve } = historyFolder()
    const report = join(dir, 'report.html')
    const args = ['--criterion', ten, '--compare', twelve, '--data', dir, '--report', report, '--lang', 'en']
    const ended = await yukiban(['replay', ...args, '--from', '2026-01-20', '--to', '2026-01-21'])
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/ten\.json +twelve\.yaml/)
    expect(ended.stdout).toContain(`report: ${report}`)
    const page = readFileSync(report, 'utf8')
    expect(page).toContain('<th class="n">ten.json</th><th class="n">twelve.yaml</th>')
    expect(page).toContain('本町線')
  })

  test('the contractor of the model can be slower', async () => {
    const { dir, ten } = historyFolder()
    const slow = ['--answer-min', '20', '--mobilise-min', '600']
    const ended = await yukiban(['--json', 'replay', '--criterion', ten, '--data', dir, ...slow])
    expect(ended.json()).toMatchObject({ total: { deadlines: { met: 0 } } })
  })

  test.each([
    { name: 'no criterion', args: [], code: 2, says: 'criterion' },
    { name: 'a step that is none', args: ['--criterion', 'TEN', '--step', '0'], code: 2, says: 'whole number' },
    { name: 'a span that is none', args: ['--criterion', 'TEN', '--from', 'soon'], code: 2, says: '--from' },
    { name: 'a span turned round', args: ['--criterion', 'TEN', '--from', '2027-01-01'], code: 2, says: '--to' },
    { name: 'a file that is not there', args: ['--criterion', '/nowhere.json'], code: 1, says: '/nowhere.json' },
  ])('refuses $name', async ({ args, code, says }) => {
    const { dir, ten } = historyFolder()
    const ended = await yukiban(['replay', '--data', dir, ...args.map((it) => (it === 'TEN' ? ten : it))])
    expect(ended.code).toBe(code)
    expect(ended.stderr).toContain(says)
  })

  test('names file, line, column and value of what it cannot read', async () => {
    const { dir, ten } = historyFolder({ readings: 'time_utc,distance_mm\n2026-01-20T00:00:00Z,far\n' })
    const ended = await yukiban(['replay', '--criterion', ten, '--data', dir])
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('readings/d1.csv line 2, distance_mm: is no number (given: far)')
  })

  test('a data folder wants its span', async () => {
    const { ten } = historyFolder()
    const dataDir = tempDir()
    const password = { input: 'a long enough password\n' }
    const init = ['init', '--authority', 'town', '--name', '試験町', '--admin', 'a', '--password-stdin']
    const made = await yukiban(init, { dataDir, ...password })
    if (made.code !== 0) expect(made.stderr).toBe('')
    const ended = await yukiban(['replay', '--criterion', ten], { dataDir })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('--from')
  })

  const STATION = 'depth/cdp_2005-10_2006-06.csv'
  test.skipIf(lacksSharedData(STATION))('a winter of a recorded station', { timeout: 60_000 }, async () => {
    const file = join(tempDir(), 'set.json')
    const rule = { kind: 'threshold', triggerCm: 10, staleMin: 130 }
    writeFileSync(file, JSON.stringify({ ...JSON.parse(criterion(10)), rule }))
    const span = ['--from', '2005-12-01', '--to', '2006-03-31', '--deadline', '07:00']
    const ended = await yukiban(['--json', 'replay', '--criterion', file, '--data', sharedData(STATION), ...span])
    expect(ended.code).toBe(0)
    const { total, notes } = ended.json() as { total: { calls: { dispatch: number } }; notes: { en: string }[] }
    // Col de Porte had some twenty falls of 10 cm that winter.
    expect(total.calls.dispatch).toBeGreaterThan(12)
    expect(total.calls.dispatch).toBeLessThan(35)
    expect(notes[0]?.en).toContain('the route is assumed, not on record')
  })
})
