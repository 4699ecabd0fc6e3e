import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { tempDir } from '../support/temp-dir.ts'

const MAIN = fileURLToPath(new URL('../../firmware-sim/demo/main.ts', import.meta.url))

interface Run {
  readonly child: ChildProcess
  /** Standard output so far. */
  out(): string
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

function demo(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env.PATH, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (part) => {
    out += part
  })
  child.stderr.on('data', (part) => {
    err += part
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const ended = new Promise<Awaited<Run['ended']>>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  )
  return { child, out: () => out, ended }
}

async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const startMs = performance.now()
  while (!condition()) {
    if (performance.now() - startMs > limitMs) throw new Error('the condition did not come true in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('--once: a storm night as a real process, nothing lost, orders go the whole way', async () => {
  const temporary = tempDir()
  const { code, out, err } = await demo(['--once'], { TMPDIR: temporary }).ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const lines = out.trimEnd().split('\n')
  expect(lines).toHaveLength(1)
  const result = JSON.parse(lines[0] ?? '') as Record<string, number>
  expect(result).toMatchObject({ lost: 0, duplicates: 0 })
  expect(Object.keys(result).sort()).toEqual([
    'accepted',
    'acked',
    'completed',
    'decisions',
    'duplicates',
    'forecastRuns',
    'lost',
    'orders',
    'predictions',
    'proposed',
    'quarantined',
    'readings',
    'seconds',
    'standby',
    'webhooksVerified',
  ])
  const {
    readings = 0,
    acked,
    quarantined = 0,
    orders = 0,
    accepted = 0,
    completed,
    webhooksVerified,
    proposed,
    forecastRuns,
    predictions,
  } = result
  // 24 sensors, a sample every 10 minutes for 14 hours; the broken firmware's messages are kept apart.
  expect(readings + quarantined).toBe(24 * 6 * 14)
  expect(acked).toBe(readings + quarantined)
  expect(quarantined).toBe(3)
  expect(completed).toBeGreaterThanOrEqual(12)
  expect(accepted).toBeLessThanOrEqual(orders)
  expect(proposed).toBeGreaterThanOrEqual(1)
  expect(webhooksVerified).toBeGreaterThanOrEqual(accepted)
  // The district lies in four cells; runs are received at 18, 21, 0, 3 and 6 o'clock.
  expect(forecastRuns).toBe(4 * 5)
  // Twelve routes, thirteen full hours; those a plow is called for are not asked about.
  expect(predictions).toBeGreaterThan(80)
  expect(predictions).toBeLessThanOrEqual(12 * 14)
  expect(readdirSync(temporary)).toEqual([])
}, 180_000)

test('watched: the header says where it is, Ctrl-C ends it at once with 0, and the data are kept where asked', async () => {
  const keep = join(tempDir(), 'kept')
  const { child, out, ended } = demo(['--speed', '2000', '--lang', 'ja', '--keep', keep])
  await until(() => out().includes('観測値がまだなく'), 20_000)
  const api = /http:\/\/127\.0\.0\.1:\d+(?=\/api\/v1$)/m.exec(out())?.[0]
  const key = /KEY=(yk_\S+)/.exec(out())?.[1]
  const answer = await fetch(`${api}/api/v1/routes`, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
  expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(12)
  await until(() => out().includes('10 cm に達する確率'), 30_000)
  expect(out()).toMatch(/19:00 {2}☁ \S+線 +15:00 発表の予報（模擬）/)
  const ready = await fetch(`${api}/readyz`)
  expect(ready.status).toBe(200)
  const { checks } = (await ready.json()) as { checks: { name: string; ok: boolean; detail: string }[] }
  expect(checks.find((it) => it.name === 'forecasts')).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/^4 cells, last confirmed /),
  })
  const stoppedMs = performance.now()
  child.kill('SIGINT')
  const { code, err } = await ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(performance.now() - stoppedMs).toBeLessThan(2000)
  expect(existsSync(join(keep, 'control.db'))).toBe(true)
}, 60_000)

/** Takes the port until the test ends; leaves it to whoever else holds it for long. */
async function occupy(port: number): Promise<void> {
  for (let left = 25; left > 0; left--) {
    const server = createServer()
    const taken = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (taken) {
      onTestFinished(() => {
        server.close()
      })
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

test('a default port that is taken is named, and another one used', async () => {
  await occupy(8080)
  const { child, out, ended } = demo([])
  await until(() => out().includes('/public/v1/routes.geojson'), 20_000)
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
  expect(out()).toContain('Port 8080 is taken')
  expect(out()).not.toContain('127.0.0.1:8080')
}, 30_000)

test.each([
  { name: 'an unknown option', args: ['--nonce'], says: /unknown option '--nonce'/ },
  { name: 'an argument', args: ['storm'], says: /too many arguments/ },
  { name: 'a speed that is none', args: ['--speed', 'fast'], says: /--speed.*fast.*number/ },
  { name: 'a speed that --once has not', args: ['--once', '--speed', '5'], says: /--speed 5: does not go with --once/ },
  { name: 'a language it does not speak', args: ['--lang', 'fr'], says: /--lang.*fr.*ja, en/ },
  { name: 'a folder in use', args: ['--keep', fileURLToPath(new URL('.', import.meta.url))], says: /must be an empty/ },
])('usage: $name ends with 2 and says what is wrong', async ({ args, says }) => {
  const { code, out, err } = await demo(args).ended
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toMatch(says)
})
