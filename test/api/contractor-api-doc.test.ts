import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { newWebhookSecret, webhookHeaders } from '../../src/deliver/sign.ts'
import { raiseManualOrders } from '../../src/dispatch/manual-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import { DECLINE_CODES } from '../../src/domain/decline.ts'
import { ROLE_SCOPES } from '../../src/domain/role.ts'
import { ERRORS, type ErrorCode } from '../../src/errors.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { AUTHORITY, smallDistrict } from '../support/district.ts'
import { freePort } from '../support/servers.ts'
import { testService } from '../support/service.ts'
import { tempDir } from '../support/temp-dir.ts'

/** What docs/contractor-api.md shows is run as it stands. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const doc = readFileSync(join(ROOT, 'docs/contractor-api.md'), 'utf8')
const blocks = (language: string) =>
  [...doc.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((it) => it[1] ?? '')
const has = (program: string, argument = '--version') => spawnSync(program, [argument]).status === 0

/** curl that knows --json (7.82, 2022). */
function hasCurl(): boolean {
  const version = /^curl (\d+)\.(\d+)/.exec(spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout ?? '')
  return version !== null && Number(version[1]) * 100 + Number(version[2]) >= 782
}

test.skipIf(!hasCurl())('the night with curl runs as it is written', { timeout: 60_000 }, async () => {
  const service = await testService()
  const { db } = service
  await smallDistrict(db, { routes: 2 })
  const who = { authorityId: AUTHORITY, role: 'contractor', contractorId: 'c1', label: 'doc' } as const
  const { key } = await createApiKey(db, { ...who, scopes: ['*'], nowMs: 0 })
  await raiseManualOrders(service.commands, {
    authorityId: AUTHORITY,
    routes: [await requireRoute(db, 'r1'), await requireRoute(db, 'r2')],
    level: 'dispatch',
    reason: '吹きだまり',
    respondMin: 10,
    contractorId: null,
    actor: { kind: 'user', id: 'officer' },
  })

  const cwd = tempDir()
  const env = { PATH: process.env.PATH ?? '', YUKIBAN_URL: service.httpUrl ?? '', CONTRACTOR_KEY: key }
  const child = spawn('sh', ['-eu', '-c', blocks('sh').join('\n')], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exit = await new Promise((resolve) => child.once('exit', resolve))
  expect(exit, output).toBe(0)

  const orders = await db.selectFrom('orders').selectAll().orderBy('state').execute()
  expect(orders).toMatchObject([
    { state: 'completed', contractor_id: 'c1', closed_reason: '路肩も除雪' },
    { state: 'requested', contractor_id: null },
  ])
  expect(await db.selectFrom('order_progress').selectAll().execute()).toMatchObject([{ percent: 40, lat: 40.8246 }])
  const offers = await db
    .selectFrom('offers')
    .select(['contractor_id', 'state', 'decline_code'])
    .orderBy('id')
    .execute()
  expect(offers).toContainEqual({ contractor_id: 'c1', state: 'declined', decline_code: 'breakdown' })
  expect(offers).toContainEqual({ contractor_id: 'c2', state: 'open', decline_code: null })
  const events = readFileSync(join(cwd, 'events.txt'), 'utf8')
  expect([...events.matchAll(/^event: (.*)$/gm)].map((it) => it[1])).toContain('order.completed')
  expect(events).not.toMatch(/c2|user:officer/)
})

const NODE = { language: 'js', file: 'receiver.mjs', run: [process.execPath], present: true }
const PYTHON = { language: 'python', file: 'receiver.py', run: ['python3'], present: has('python3') }
const GO = { language: 'go', file: 'receiver.go', run: ['go', 'run'], present: has('go', 'version') }

for (const { language, file, run, present } of [NODE, PYTHON, GO]) {
  test.skipIf(!present)(
    `the ${language} receiver takes our messages, once, and no others`,
    { timeout: 60_000 },
    async () => {
      const secret = newWebhookSecret(new Uint8Array(32).fill(7))
      const dir = tempDir()
      symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'))
      writeFileSync(join(dir, file), blocks(language).join('\n'))
      const port = await freePort()
      const [program = '', ...args] = run
      const env = { ...process.env, YUKIBAN_WEBHOOK_SECRET: secret, PORT: String(port) }
      const child = spawn(program, [...args, join(dir, file)], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = new Promise((resolve) => child.once('exit', resolve))
      onTestFinished(async () => {
        child.kill('SIGKILL')
        await ended
      })
      const lines = await linesOf(child)
      await expect.poll(() => lines, { timeout: 30_000 }).toEqual(['listening'])

      const body = JSON.stringify({ type: 'offer.created', timestamp: 'now', data: { orderId: 'order_雪' } })
      const send = async (change: object = {}, text = body, atMs = Date.now()) => {
        const headers = { ...webhookHeaders({ secrets: [secret], id: 'msg_1', atMs, body }), ...change }
        return (await fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', headers, body: text })).status
      }
      expect(await send()).toBe(204)
      expect(await send()).toBe(204)
      const other = webhookHeaders({
        secrets: [newWebhookSecret(new Uint8Array(32).fill(8)), secret],
        id: 'msg_2',
        atMs: Date.now(),
        body,
      })
      expect(await send(other)).toBe(204)
      expect(await send({}, `${body} `)).toBe(401)
      expect(await send({ 'webhook-id': 'msg_3' })).toBe(401)
      expect(await send({}, body, Date.now() - 301_000)).toBe(401)
      expect(await send({ 'webhook-signature': 'v1,AAAA' })).toBe(401)
      await expect.poll(() => lines).toEqual(['listening', 'offer.created order_雪', 'offer.created order_雪'])
    },
  )
}

async function linesOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = []
  if (child.stdout === null) throw new Error('no stdout')
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  return lines
}

test('the errors named are ours, with their status', () => {
  const rows = [...doc.matchAll(/^\| (\d{3}) \| `([a-z-]+)` \|/gm)]
  expect(rows.length).toBeGreaterThan(7)
  for (const [, status, code] of rows) expect(ERRORS[code as ErrorCode]?.status, code).toBe(Number(status))
})

test('the scopes and codes named are all there are', () => {
  const scopes = [...doc.matchAll(/^\| `([a-z]+:[a-z]+)` \|/gm)].map((it) => it[1])
  expect(scopes.toSorted()).toEqual([...ROLE_SCOPES.contractor].toSorted())
  for (const code of DECLINE_CODES) expect(doc).toContain(`\`${code}\``)
})

test('links lead to files', () => {
  for (const [, target] of doc.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    expect(() => readFileSync(join(ROOT, 'docs', target ?? '')), target).not.toThrow()
  }
})
