import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseOptions } from '../cli/options.ts'
import { createProgress } from '../cli/progress.ts'
import { InputError } from '../input-error.ts'
import { startTestBroker, type TestBroker, until } from './broker.ts'
import { startServiceStandIn } from './service-stand-in.ts'

let broker: TestBroker
let folder: string

beforeEach(async () => {
  broker = await startTestBroker()
  folder = await mkdtemp(join(tmpdir(), 'sim-'))
})

afterEach(async () => {
  await broker.stop()
  await rm(folder, { recursive: true })
})

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function sim(args: readonly string[], during?: (interrupt: () => void) => void): Promise<Ended> {
  const child = spawn(process.execPath, ['firmware-sim/main.ts', '--broker', broker.url, ...args])
  let out = ''
  let err = ''
  child.stdout.on('data', (part) => {
    out += part
  })
  child.stderr.on('data', (part) => {
    err += part
  })
  during?.(() => child.kill('SIGINT'))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

const result = (ended: Ended) => JSON.parse(ended.out.trim().split('\n').at(-1) ?? '')

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const tokens = { s1: 'a', s2: 'b', s3: 'c' }
const credentials = () => file('credentials.json', { devices: tokens, webhookSecrets: { c1: 'whsec_x' } })

test('a fleet of a credentials file and a district at full speed, with JSON at the end', async () => {
  for (const [id, token] of Object.entries(tokens)) broker.tokens.set(id, token)
  const district = { devices: [{ id: 's1', kind: 'ultrasonic', mountHeightMm: 2000, intervalS: 300 }, { id: 's2' }] }
  const ended = await sim([
    ...['--credentials', await credentials(), '--district', await file('district.json', district)],
    ...['--start', '2026-01-20T09:00:00Z', '--speed', 'max', '--duration', '2h', '--json'],
  ])
  expect(ended).toMatchObject({ code: 0 })
  expect(result(ended)).toEqual({ sent: 36, acked: 36, buffered: 0, dropped: 0, reconnects: 0, refused: 0 })
  expect(broker.readings('s1')).toHaveLength(24)
  expect(broker.readings('s1').every((it) => Number(it.distance_mm) < 2100)).toBe(true)
  expect(broker.readings('s3')).toHaveLength(0)
})

test('a fleet registers itself and keeps its tokens', async () => {
  const service = await startServiceStandIn(() => 0)
  const saved = join(folder, 'saved.json')
  const ended = await sim([
    ...['--fleet', '3', '--api', service.url, '--api-key', 'yk_x', '--save-credentials', saved],
    ...['--speed', 'max', '--duration', '1h', '--interval', '900', '--json'],
  ])
  await service.stop()
  expect(ended).toMatchObject({ code: 0 })
  expect(result(ended)).toMatchObject({ sent: 12, acked: 12 })
  const facts = { kind: 'ultrasonic', surface: 'carriageway', mountHeightMm: 3000, intervalS: 900 }
  expect(service.calls.map((it) => it.body)).toContainEqual({ id: 'sim-0001', ...facts })
  expect(Object.keys(JSON.parse(await readFile(saved, 'utf8')).devices)).toEqual(['sim-0001', 'sim-0002', 'sim-0003'])
})

test('a replay of a file as one device', async () => {
  const csv = await file('series.csv', 'time_utc,distance_raw_m\n2026-01-20T09:00:00Z,1.5\n2026-01-20T10:00:00Z,\n')
  const ended = await sim(['--replay', csv, '--device', 's1', '--token', 't', '--json'])
  expect(ended).toMatchObject({ code: 0 })
  expect(result(ended)).toMatchObject({ sent: 2, acked: 2, buffered: 0 })
  expect(broker.readings('s1').map((it) => it.distance_mm)).toEqual([1500, null])
})

test('Ctrl-C ends it cleanly, and what stays buffered makes the exit code 1', async () => {
  const args = ['--device', 's1', '--token', 't', '--interval', '0.05', '--json']
  const clean = await sim(args, (interrupt) => void until(() => broker.readings('s1').length > 3).then(interrupt))
  expect(clean).toMatchObject({ code: 0 })
  expect(result(clean).acked).toBe(result(clean).sent)
  const fault = ['--fault', 'offline@s1@+0s/+1h']
  const left = await sim([...args, ...fault], (interrupt) => setTimeout(interrupt, 2500))
  expect(left).toMatchObject({ code: 1 })
  expect(result(left).buffered).toBeGreaterThan(0)
})

test('a wrong token is reported and is no success', async () => {
  broker.tokens.set('s1', 'right')
  const ended = await sim(['--device', 's1', '--token', 'wrong', '--speed', 'max', '--duration', '1h'])
  expect(ended.code).toBe(1)
  expect(ended.out).toContain('refused')
})

test('usage errors exit with 2 and name option, value and remedy', async () => {
  const ended = await sim(['--device', 's1', '--token', 't', '--speed', 'fast'])
  expect(ended.code).toBe(2)
  expect(ended.err).toMatch(/--speed.*fast.*must be a number above 0, or max/)
  expect(ended.err).not.toContain('at ')
})

test.each([
  { args: [], message: /--credentials FILE/ },
  { args: ['--bogus'], message: /--bogus/ },
  { args: ['--device', 'a'], message: /--token/ },
  { args: ['--token', 'a', '--credentials', 'x'], message: /--device/ },
  { args: ['--fleet', '0', '--credentials', 'x'], message: /--fleet.*0.*at least 1/ },
  { args: ['--fleet', '3', '--api', 'http://x'], message: /--api-key/ },
  { args: ['--broker', 'http://x', '--credentials', 'x'], message: /mqtt:\/\// },
  { args: ['--replay', 'x.csv', '--credentials', 'x'], message: /--replay.*--device/ },
  { args: ['--replay', 'x.csv', '--device', 'a', '--token', 'b', '--scenario', 'y'], message: /--scenario/ },
  { args: ['--start', '2026-01-20', '--duration', 'long', '--credentials', 'x'], message: /--duration.*long/ },
  { args: ['--seed', '1.5', '--credentials', 'x'], message: /--seed/ },
])('refuses $args', ({ args, message }) => {
  const error = catchError(() => parseOptions(args, () => undefined))
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).message).toMatch(message)
})

test.each([
  { name: 'endless at full speed', args: ['--speed', 'max'], message: /--speed max: needs an end/ },
  { name: 'more than there are', args: ['--fleet', '4', '--duration', '1s'], message: /--fleet 4: must be at most 3/ },
  { name: 'an unknown fault', args: ['--fault', 'gremlin@s1@+1h/+2h'], message: /--fault gremlin/ },
])('refuses $name', async ({ args, message }) => {
  const ended = await sim(['--credentials', await credentials(), ...args])
  expect(ended.code).toBe(2)
  expect(ended.err).toMatch(message)
})

test('a broken scenario is judged whole', async () => {
  const scenario = await file('scenario.json', { name: 'x', start: 'yesterday', end: 'tomorrow', weather: [] })
  const ended = await sim(['--credentials', await credentials(), '--scenario', scenario])
  expect(ended.code).toBe(2)
  expect(ended.err).toMatch(/start "yesterday"/)
  expect(ended.err).toMatch(/weather/)
})

test('help names every option', () => {
  let text = ''
  const parsed = parseOptions(['--help'], (part) => {
    text += part
  })
  expect(parsed).toEqual({ kind: 'help' })
  for (const option of ['--broker', '--replay', '--fault', '--speed', '--json']) expect(text).toContain(option)
})

test('progress: one changing line on a terminal, a line every few seconds elsewhere', () => {
  const shown = (isTty: boolean) => {
    let nowMs = 0
    let text = ''
    const progress = createProgress(
      {
        isTty,
        write: (part) => {
          text += part
        },
      },
      () => nowMs,
    )
    for (; nowMs < 10_000; nowMs += 100) progress.show(`t${nowMs}`)
    progress.end()
    return text
  }
  expect(shown(false)).toBe('t0\nt5000\n')
  expect(shown(true).match(/\r/g)).toHaveLength(50)
  expect(shown(true).match(/\n/g)).toHaveLength(1)
})

function catchError(task: () => unknown): unknown {
  try {
    return task()
  } catch (error) {
    return error
  }
}
