import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SetupDoor } from '../../src/access/setup-door.ts'
import { MAX_FAILURES } from '../../src/api/auth-throttle.ts'
import { SimulatedClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { type Service, startService } from '../../src/service.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { openDatabase } from '../../src/store/database.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listUsers } from '../../src/store/users/list-users.ts'
import { openDistrict, problemIn } from './fixture.ts'
import { PASSWORD } from './people.ts'

const AUTHORITY = { id: 'yukimachi', name: '雪待市', kind: 'municipality', timeZone: 'Asia/Tokyo' } as const
const USER = { login: 'Toban', name: '当番', password: PASSWORD, language: 'ja' } as const

let dataDir: string
let service: Service

const start = () => {
  const config = readConfig({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_FORECAST_PROVIDER: 'none',
  })
  return startService(config, { log: pino({ level: 'silent' }) })
}
const tokenOf = (it: Service) => new URL(it.setupUrl ?? 'none:').hash.slice(1)
const isOpen = async () =>
  ((await (await fetch(`${service.httpUrl}/public/v1/setup`)).json()) as { open: boolean }).open

interface Form {
  readonly token?: string
  readonly authority?: object
  readonly user?: object
}

function post(form: Form = {}, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify({ token: tokenOf(service), authority: AUTHORITY, user: USER, ...form })
  const all = { 'content-type': 'application/json', ...headers }
  return fetch(`${service.httpUrl}/api/v1/setup`, { method: 'POST', headers: all, body })
}
const codeOf = async (reply: Response) => ((await reply.json()) as { code: string }).code

describe('an untouched installation', () => {
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'yukiban-setup-'))
    service = await start()
  })
  afterEach(async () => {
    await service.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('is set up with the token: authority, administrator, session, journal', async () => {
    expect(await isOpen()).toBe(true)
    expect(service.setupUrl).toMatch(new RegExp(`^${service.httpUrl}/setup#[\\w-]{43}$`))
    const reply = await post()
    expect(reply.status).toBe(201)
    const session = (await reply.json()) as { user: object; authority: object; scopes: string[] }
    expect(session.user).toMatchObject({ login: 'toban', name: '当番', role: 'administrator', language: 'ja' })
    expect(session.authority).toEqual({ id: 'yukimachi', name: '雪待市', timeZone: 'Asia/Tokyo' })
    const cookie = reply.headers
      .getSetCookie()
      .map((it) => it.split(';')[0])
      .join('; ')
    const me = await fetch(`${service.httpUrl}/api/v1/session`, { headers: { cookie } })
    expect(await me.json()).toMatchObject({ user: { login: 'toban' } })
    const events = await listEvents(service.db, { authorityId: 'yukimachi', afterId: 0, limit: 10 })
    expect(events.map((it) => [it.type, it.actor.split(':')[0]])).toEqual([
      ['authority.created', 'system'],
      ['user.created', 'system'],
      ['session.opened', 'user'],
    ])
    expect(JSON.stringify(events)).not.toContain(PASSWORD)
  })

  test('is closed for good afterwards: to the same token, and after a restart', async () => {
    const token = tokenOf(service)
    expect((await post()).status).toBe(201)
    expect(await isOpen()).toBe(false)
    const again = await post({ token, user: { ...USER, login: 'intruder' } })
    expect([again.status, await codeOf(again)]).toEqual([410, 'setup-closed'])
    await service.stop()
    service = await start()
    expect(service.setupUrl).toBe(null)
    expect(await isOpen()).toBe(false)
    for (const given of [token, '', 'x'.repeat(43)]) {
      expect(await codeOf(await post({ token: given }))).toBe('setup-closed')
    }
    expect((await listUsers(service.db, { authorityId: 'yukimachi', limit: 9 })).map((it) => it.login)).toEqual([
      'toban',
    ])
  })

  test('gets a token of its own at each start; the one printed before is good for its day', async () => {
    const old = tokenOf(service)
    await service.stop()
    service = await start()
    expect(tokenOf(service)).not.toBe(old)
    expect((await post({ token: old })).status).toBe(201)
    expect(await service.db.selectFrom('setup_tokens').selectAll().execute()).toEqual([])
  })

  test('takes the address that another process on its database printed, until the first administrator', async () => {
    await using other = await openDatabase(dataDir)
    const clock = new SimulatedClock(Date.now(), 1)
    const { door, token } = await SetupDoor.make(other, clock)
    expect(await door.matches(tokenOf(service))).toBe(true)
    const kept = await other.selectFrom('setup_tokens').selectAll().execute()
    expect([kept.length, JSON.stringify(kept).includes(token ?? '')]).toEqual([2, false])
    expect((await post({ token: token ?? '' })).status).toBe(201)
    expect([await door.isOpen(), await door.matches(tokenOf(service))]).toEqual([false, false])
    expect(await SetupDoor.make(other, clock)).toMatchObject({ token: null })
  })

  test('takes no token older than a day, in the reader’s language; starting again prints another', async () => {
    const old = tokenOf(service)
    await service.db.updateTable('setup_tokens').set({ expires_at: Date.now() }).execute()
    const reply = await post({ token: old }, { 'accept-language': 'ja' })
    const { code, remedy } = (await reply.json()) as { code: string; remedy: string }
    expect([reply.status, code]).toEqual([403, 'setup-token-wrong'])
    expect(remedy).toContain('起動し直すと')
    await service.stop()
    service = await start()
    expect(await service.db.selectFrom('setup_tokens').selectAll().execute()).toHaveLength(1)
    expect((await post()).status).toBe(201)
  })

  test('of two at once one is done, whole; the other made nothing', async () => {
    const forms = ['east', 'west'].map((id) => ({ authority: { ...AUTHORITY, id }, user: { ...USER, login: id } }))
    const replies = await Promise.all(forms.map((it) => post(it)))
    expect(replies.map((it) => it.status).sort()).toEqual([201, 410])
    const authorities = await service.db.selectFrom('authorities').select('id').execute()
    const users = await service.db.selectFrom('users').select(['login', 'authority_id']).execute()
    expect(authorities).toHaveLength(1)
    expect(users).toEqual([{ login: authorities[0]?.id, authority_id: authorities[0]?.id }])
  })

  test.each([
    { name: 'an authority', make: () => upsertAuthority(service.db, AUTHORITY) },
    {
      name: 'a key',
      make: async () => {
        await upsertAuthority(service.db, AUTHORITY)
        const key = {
          authorityId: AUTHORITY.id,
          role: 'officer',
          scopes: ['*'],
          contractorId: null,
          label: '',
        } as const
        await createApiKey(service.db, { ...key, nowMs: 0 })
      },
    },
  ])('closes when the command line makes $name while it runs', async ({ make }) => {
    const token = tokenOf(service)
    await make()
    expect(await isOpen()).toBe(false)
    expect(await codeOf(await post({ token }))).toBe('setup-closed')
  })

  test('says everything that is wrong with the form at once, and stays open', async () => {
    const reply = await post({
      authority: { ...AUTHORITY, id: '雪待市', timeZone: 'Asia/Aomori' },
      user: { ...USER, login: '当番' },
    })
    const { code, problems } = (await reply.json()) as { code: string; problems: { field: string }[] }
    expect(code).toBe('request-invalid')
    expect(problems.map((it) => it.field).sort()).toEqual(['authority.id', 'authority.timeZone', 'user.login'])
    expect(await isOpen()).toBe(true)
  })

  test('holds to the rules of passwords, and never shows one', async () => {
    const password = 'toban-secret'.slice(0, 9)
    const reply = await post({ user: { ...USER, password } })
    const text = await reply.text()
    expect(JSON.parse(text)).toMatchObject({ code: 'request-invalid', problems: [{ field: 'user.password' }] })
    expect(text).not.toContain(password)
    expect(await isOpen()).toBe(true)
  })

  test('tells nothing about the form to whoever lacks the token, and slows guessing down', async () => {
    const wrong = { token: 'x'.repeat(43), user: { ...USER, login: '!' } }
    for (let nth = 0; nth < MAX_FAILURES; nth++) expect(await codeOf(await post(wrong))).toBe('setup-token-wrong')
    const slowed = await post(wrong)
    expect([slowed.status, await codeOf(slowed)]).toEqual([429, 'too-many-requests'])
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('takes the form from its own pages alone', async () => {
    const reply = await post({}, { 'sec-fetch-site': 'cross-site' })
    expect(await codeOf(reply)).toBe('csrf-refused')
    expect(await isOpen()).toBe(true)
  })
})

test('an installation with an authority and devices is closed, whatever is sent', async () => {
  await using district = await openDistrict()
  expect((await district.as(null, 'GET', '/public/v1/setup')).json()).toEqual({ open: false })
  const body = { token: '', authority: AUTHORITY, user: USER }
  const reply = await district.as(null, 'POST', '/api/v1/setup', { body })
  expect(problemIn(reply).code).toBe('setup-closed')
})

test('the process prints the address to standard error, and not to its log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yukiban-setup-'))
  const env = {
    ...process.env,
    YUKIBAN_DATA_DIR: folder,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_FORECAST_PROVIDER: 'none',
  }
  const child = spawn(process.execPath, ['src/main.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  try {
    await expect
      .poll(() => err, { timeout: 20_000 })
      .toMatch(/^初期設定 \/ first run: http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]{43}$/m)
    await expect.poll(() => out, { timeout: 20_000 }).toContain('"listening"')
    expect(out).not.toContain(/#([\w-]{43})/.exec(err)?.[1])
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
})
