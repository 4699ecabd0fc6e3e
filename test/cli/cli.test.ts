import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { verify } from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { findApiKey } from '../../src/store/api-keys/find-api-key.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { verifyDeviceToken } from '../../src/store/devices/verify-device-token.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { findUserByLogin } from '../../src/store/users/find-user-by-login.ts'
import { findUserBySetToken } from '../../src/store/users/find-user-by-set-token.ts'
import { sample } from '../district/sample.ts'
import { tempDir } from '../support/temp-dir.ts'
import { yukiban } from './run.ts'

// every command is a process of its own; a busy machine takes a second to start one
vi.setConfig({ testTimeout: 60_000 })

const PASSWORD = 'shovel-and-salt-0200'

function districtFile(dir: string, input: object = sample()): string {
  const path = join(dir, 'district.json')
  writeFileSync(path, JSON.stringify(input))
  return path
}

/** A data folder with the sample district in it. */
async function imported(): Promise<{ dir: string; dataDir: string }> {
  const dir = tempDir()
  const dataDir = join(dir, 'data')
  const { code, stderr } = await yukiban(['import', districtFile(dir)], { dataDir })
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  return { dir, dataDir }
}

async function inDatabase<T>(dataDir: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(dataDir)
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

test.each([
  { args: [], message: 'name a command' },
  { args: ['nonsense'], message: 'nonsense' },
  { args: ['import'], message: 'file' },
  { args: ['import', 'x.json', '--dry-run', '--credentials', 'c.json'], message: 'dry run' },
  { args: ['init', '--authority', 'a', '--name', 'n'], message: '--admin' },
  { args: ['init', '--authority', 'a b', '--name', 'n', '--admin', 'x'], message: 'not valid' },
  { args: ['init', '--authority', 'a', '--name', 'n', '--admin', 'x', '--kind', 'city'], message: 'municipality' },
  { args: ['init', '--authority', 'a', '--name', 'n', '--admin', 'x'], message: '--password-stdin' },
  { args: ['device', 'add', 'a', '--lat', 'north'], message: 'a number' },
  { args: ['device', 'add', 'a', '--mount-height-mm', '20'], message: 'not valid' },
  { args: ['device', 'add', 'a', '--codec', 'lora'], message: 'chirpstack' },
  { args: ['device', 'add', 'a', '--codec', 'ttn', '--dev-eui', '0011223344556677'], message: 'not valid' },
  { args: ['device', 'add', 'a', '--dev-eui', '12'], message: 'not valid' },
  { args: ['apikey', 'add', '--role', 'king'], message: 'officer' },
  { args: ['apikey', 'add', '--role', 'contractor'], message: 'not valid' },
  { args: ['apikey', 'add', '--role', 'viewer', '--scope', 'keys:write'], message: 'not valid' },
  { args: ['user', 'add', 'x', '--role', 'gateway'], message: 'officer' },
  { args: ['user', 'add', '山田', '--role', 'viewer'], message: 'not valid' },
  { args: ['user', 'add', 'x', '--role', 'contractor'], message: 'not valid' },
  { args: ['user', 'add', 'x'], message: '--role' },
  { args: ['quarantine', 'replay'], message: '--all' },
  { args: ['quarantine', 'purge', '--older-than', '3w'], message: '30d' },
])('usage error: $args', async ({ args, message }) => {
  const dataDir = join(tempDir(), 'data')
  const { code, json, stdout } = await yukiban([...args, '--json'], { dataDir })
  expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining('"code":"usage"') })
  expect(json()).toEqual({
    error: { code: 'usage', message: expect.stringContaining(message), problems: expect.any(Array) },
  })
})

test('help is no error', async () => {
  const { code, stdout, stderr } = await yukiban(['device', 'add', '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('--mount-height-mm')
})

test('without a database, reading commands say what to do and create none', async () => {
  const dataDir = join(tempDir(), 'data')
  const { code, stdout, stderr } = await yukiban(['device', 'list'], { dataDir })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^error: there is no database in .*yukiban init/)
  expect(existsSync(dataDir)).toBe(false)
})

test('init: authority and administrator; again with another login only adds that one', async () => {
  const dataDir = join(tempDir(), 'data')
  const init = (login: string, input: string) =>
    yukiban(['init', '--authority', 'kita', '--name', '北市', '--admin', login, '--password-stdin', '--json'], {
      dataDir,
      input,
    })
  expect((await init('kanri', 'too short\n')).json()).toMatchObject({ error: { code: 'usage' } })
  const first = await init('kanri', `${PASSWORD}\n`)
  expect(first.code).toBe(0)
  expect(first.json()).toMatchObject({ authorityCreated: true, authority: { id: 'kita', timeZone: 'Asia/Tokyo' } })
  const taken = await init('kanri', `${PASSWORD}\n`)
  expect([taken.code, taken.json()]).toMatchObject([1, { error: { code: 'conflict' } }])
  expect((await init('toban', PASSWORD)).json()).toMatchObject({ authorityCreated: false })
  const user = await inDatabase(dataDir, (db) => findUserByLogin(db, 'kanri'))
  expect(user).toMatchObject({ authorityId: 'kita', role: 'administrator' })
  expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verify(user?.passwordHash ?? '', PASSWORD)).toBe(true)
})

test('import: dry run, import with credentials, import again', async () => {
  const dir = tempDir()
  const dataDir = join(dir, 'data')
  const file = districtFile(dir)
  const dry = await yukiban(['import', file, '--dry-run'], { dataDir })
  expect([dry.code, existsSync(dataDir)]).toEqual([0, false])
  expect(dry.stdout).toContain('created  routes       R1')

  const out = join(dir, 'credentials.json')
  expect((await yukiban(['import', file, '--credentials', out], { dataDir })).code).toBe(0)
  expect(statSync(out).mode & 0o777).toBe(0o600)
  const credentials = JSON.parse(readFileSync(out, 'utf8'))
  expect(Object.keys(credentials.devices)).toEqual(['D1', 'D2', 'D3'])
  expect(credentials.webhookSecrets.C1).toMatch(/^whsec_/)
  expect(await inDatabase(dataDir, (db) => verifyDeviceToken(db, 'D1', credentials.devices.D1))).toBeDefined()

  const refused = await yukiban(['import', file, '--credentials', out, '--json'], { dataDir })
  expect([refused.code, refused.json()]).toMatchObject([1, { error: { code: 'conflict' } }])
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(credentials)
  const again = await yukiban(['import', file, '--json'], { dataDir })
  expect(again.json()).toMatchObject({ counts: { created: 0, changed: 0, unchanged: 12 }, rows: [] })
})

test('import: a faulty file names its rows and leaves neither data nor credentials', async () => {
  const dir = tempDir()
  const dataDir = join(dir, 'data')
  const input = sample()
  input.devices.push({ id: 'D4', route: 'R9', mountHeightMm: 1 })
  const out = join(dir, 'credentials.json')
  const { code, stderr } = await yukiban(['import', districtFile(dir, input), '--credentials', out], { dataDir })
  expect([code, existsSync(out)]).toEqual([1, false])
  expect(stderr).toContain('  devices[3].mountHeightMm: must be a number from 300 to 20000')
  expect(stderr).toContain('nothing was imported')
  expect((await yukiban(['import', join(dir, 'none.json')], { dataDir })).code).toBe(1)
})

test('device: add, rotate, revoke, list', async () => {
  const { dataDir } = await imported()
  const cli = (...args: string[]) => yukiban(['device', ...args, '--json'], { dataDir })
  const add = await cli(
    'add',
    'probe-1',
    '--route',
    'R1',
    '--mount-height-mm',
    '2500',
    '--lat',
    '40.8',
    '--lon',
    '-140.7',
  )
  const { token } = add.json() as { token: string }
  const check = (text: string) => inDatabase(dataDir, (db) => verifyDeviceToken(db, 'probe-1', text))
  expect(await check(token)).toMatchObject({ authorityId: 'kita', mountHeightMm: 2500, lon: -140.7, intervalS: 600 })
  expect((await cli('add', 'probe-1')).json()).toMatchObject({ error: { code: 'conflict' } })
  expect((await cli('add', 'probe-2', '--route', 'R9')).json()).toMatchObject({ error: { code: 'not-found' } })
  const rotated = (await cli('rotate', 'probe-1')).json() as { token: string }
  expect([await check(token), (await check(rotated.token))?.id]).toEqual([undefined, 'probe-1'])
  expect((await cli('revoke', 'probe-1')).code).toBe(0)
  expect(await check(rotated.token)).toBeUndefined()
  const eui = ['--dev-eui', '70B3D57BA0000177']
  const lora = await cli('add', 'lora-1', '--codec', 'chirpstack', '--payload-format', 'decentlab-dl-mbx', ...eui)
  expect(lora.code).toBe(0)
  const registered = await inDatabase(dataDir, (db) => findDevice(db, 'lora-1'))
  expect(registered).toMatchObject({ codec: 'chirpstack', devEui: '70b3d57ba0000177', temperatureCompensated: true })
  const { devices } = (await cli('list')).json() as { devices: { id: string; hasToken: boolean }[] }
  expect(devices.map((it) => [it.id, it.hasToken])).toContainEqual(['probe-1', false])
  expect((await cli('rotate', 'nobody')).json()).toMatchObject({ error: { code: 'not-found' } })
})

test('with several authorities, one must be named', async () => {
  const { dir, dataDir } = await imported()
  await yukiban(['import', districtFile(dir, { authority: { id: 'minami', name: '南市' } })], { dataDir })
  const which = await yukiban(['device', 'add', 'x', '--json'], { dataDir })
  expect([which.code, which.json()]).toMatchObject([2, { error: { message: expect.stringContaining('kita, minami') } }])
  expect((await yukiban(['device', 'add', 'x', '--authority', 'minami'], { dataDir })).code).toBe(0)
  const foreign = await yukiban(['device', 'add', 'y', '--authority', 'minami', '--route', 'R1', '--json'], { dataDir })
  expect(foreign.json()).toMatchObject({ error: { code: 'not-found' } })
})

test('apikey and contractor: secrets are printed once', async () => {
  const { dataDir } = await imported()
  const cli = (...args: string[]) => yukiban([...args, '--json'], { dataDir })
  const made = await cli(
    'apikey',
    'add',
    '--role',
    'contractor',
    '--contractor',
    'C1',
    '--scope',
    'offers:read,offers:answer',
    '--label',
    '電話',
  )
  const { id, key } = made.json() as { id: string; key: string }
  const find = () => inDatabase(dataDir, (db) => findApiKey(db, key))
  expect(await find()).toMatchObject({ contractorId: 'C1', scopes: ['offers:read', 'offers:answer'], label: '電話' })
  const listed = await cli('apikey', 'list')
  expect([listed.stdout.includes(id), listed.stdout.includes(key)]).toEqual([true, false])
  expect((await cli('apikey', 'revoke', id)).code).toBe(0)
  expect(await find()).toBeUndefined()
  const unknown = await cli('apikey', 'add', '--role', 'contractor', '--contractor', 'C9')
  expect([unknown.code, unknown.json()]).toMatchObject([1, { error: { code: 'not-found' } }])
  const secret = (await cli('contractor', 'secret', 'C1')).json()
  expect(secret).toEqual({ id: 'C1', webhookSecret: expect.stringMatching(/^whsec_/) })
  expect((await cli('contractor', 'list')).stdout).not.toContain('whsec_')
})

test('user: add with a token, list, disable, enable, reset; the last administrator stays', async () => {
  const { dataDir } = await imported()
  const cli = (args: string[], input = '') => yukiban([...args, '--json'], { dataDir, input })
  const made = await cli(['user', 'add', 'toban', '--role', 'contractor', '--contractor', 'C1', '--name', '当番'])
  expect([made.code, made.stdout.includes('argon2'), made.json()]).toMatchObject([
    0,
    false,
    {
      user: { login: 'toban', name: '当番', role: 'contractor', contractorId: 'C1', passwordSet: false },
      setPassword: { token: expect.stringMatching(/^[\w-]{43}$/), expiresAt: expect.stringMatching(/Z$/) },
    },
  ])
  const { token } = (made.json() as { setPassword: { token: string } }).setPassword
  expect(await inDatabase(dataDir, (db) => findUserBySetToken(db, token, Date.now()))).toMatchObject({ login: 'toban' })
  const foreign = await cli(['user', 'add', 'other', '--role', 'contractor', '--contractor', 'C9'])
  expect([foreign.code, foreign.json()]).toMatchObject([1, { error: { code: 'not-found' } }])

  const easy = await cli(['user', 'add', 'kanri', '--role', 'administrator', '--password-stdin'], 'kanri-kanri\n')
  expect([easy.code, easy.json()]).toMatchObject([2, { error: { message: expect.stringContaining('at least 12') } }])
  const admin = await cli(['user', 'add', 'kanri', '--role', 'administrator', '--password-stdin'], `${PASSWORD}\n`)
  expect(admin.json()).toMatchObject({ user: { passwordSet: true }, setPassword: null })
  const last = await cli(['user', 'disable', 'kanri'])
  expect([last.code, last.json()]).toMatchObject([1, { error: { code: 'conflict' } }])

  // as an input method leaves it
  expect((await cli(['user', 'disable', 'ＴＯＢＡＮ'])).json()).toMatchObject({
    user: { disabledAtMs: expect.any(Number) },
  })
  expect((await cli(['user', 'enable', 'toban'])).json()).toMatchObject({ user: { disabledAtMs: null } })
  const again = (await cli(['user', 'reset', 'toban'])).json() as { setPassword: { token: string } }
  expect(again.setPassword.token).not.toBe(token)
  const text = await yukiban(['user', 'reset', 'kanri', '--password-stdin'], { dataDir, input: 'another-winter-2027' })
  expect(text.stdout).toBe('the password of kanri is replaced; all sessions have ended\n')
  const listed = await yukiban(['user', 'list'], { dataDir })
  expect(listed.stdout).toMatch(/toban +当番 +contractor +C1 +no password +-/)
  expect(listed.stdout).toMatch(/kanri +- +administrator +- +active/)
  const nobody = await cli(['user', 'reset', 'nobody'])
  expect([nobody.code, nobody.json()]).toMatchObject([1, { error: { code: 'not-found' } }])
})

test('quarantine: list, show, replay, purge', async () => {
  const { dataDir } = await imported()
  const reading = { earliestMs: 0, maxAheadMs: 600_000 }
  const store = await openReadingStore({ dataDir, reading })
  const payload = new TextEncoder().encode('{"distance_mm": \u001b[31m')
  const pack = new TextEncoder().encode('[{"n":"depth","u":"m","v":0.12}]')
  const frame = {
    deviceId: 'D1',
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: 'reading',
    receivedAtMs: 5_000,
    payload,
    sizeBytes: payload.byteLength,
  } as const
  await store.append([frame, { ...frame, deviceId: 'D2', payload: pack, sizeBytes: pack.byteLength }])
  await store.settled()
  await store.close()
  await inDatabase(dataDir, async (db) => {
    const device = await findDevice(db, 'D2')
    if (device !== undefined) await upsertDevice(db, { ...device, codec: 'senml' }, 0)
  })
  const cli = (...args: string[]) => yukiban(['quarantine', ...args], { dataDir })
  const { items } = (await cli('list', '--device', 'D1', '--json')).json() as { items: { id: number }[] }
  expect(items).toEqual([expect.objectContaining({ deviceId: 'D1', times: 1 })])
  const item = String(items[0]?.id)
  expect((await cli('list', '--device', 'D3')).stdout).toBe('the quarantine is empty\n')
  expect((await cli('show', item, '--json')).json()).toMatchObject({ payloadText: '{"distance_mm": \u001b[31m' })
  // what a stranger sent must not steer the officer's terminal
  expect((await cli('show', item)).stdout).not.toContain('\u001b')
  expect((await cli('show', '999')).code).toBe(1)
  expect((await cli('replay', '999')).code).toBe(1)
  expect((await cli('replay', '--all', '--json')).json()).toEqual({ recovered: 1, stillRefused: 1 })
  expect((await cli('purge', '--older-than', '1d', '--json')).json()).toEqual({ purged: 1 })
  expect((await cli('list', '--json')).json()).toEqual({ items: [] })
})

test('backup and restore: what was saved comes back, and nothing is overwritten', async () => {
  const { dir, dataDir } = await imported()
  const saved = join(dir, 'saved')
  expect((await yukiban(['backup', saved], { dataDir })).code).toBe(0)
  expect(readdirSync(saved).sort()).toEqual(['control.db', 'readings.db'])
  expect((await yukiban(['backup', saved], { dataDir })).code).toBe(1)
  expect((await yukiban(['restore', saved], { dataDir })).code).toBe(1)
  const fresh = join(dir, 'fresh')
  expect((await yukiban(['restore', saved], { dataDir: fresh })).code).toBe(0)
  const list = (folder: string) => yukiban(['device', 'list', '--json'], { dataDir: folder })
  expect((await list(fresh)).json()).toEqual((await list(dataDir)).json())

  const content = readFileSync(join(saved, 'control.db'))
  writeFileSync(join(saved, 'control.db'), content.fill(0x55, 4096, 12_288))
  const other = join(dir, 'other')
  const damaged = await yukiban(['restore', saved], { dataDir: other })
  expect([damaged.code, existsSync(other)]).toEqual([1, false])
  expect(damaged.stderr).toContain('damaged')
  expect((await yukiban(['restore', join(dir, 'nowhere')], { dataDir: other })).code).toBe(1)
})

test('config: settings with their values, secrets hidden', async () => {
  const env = { YUKIBAN_HTTP_PORT: '9000', YUKIBAN_DATABASE_URL: 'postgres://u:geheim@h/d' }
  const { stdout, code, stderr } = await yukiban(['config'], { env })
  expect(stdout).toMatch(/YUKIBAN_HTTP_PORT +port +8080 +9000/)
  expect(stdout + stderr).not.toContain('geheim')
  // shown all the same, but what is wrong with it is said
  expect([code, stderr]).toEqual([1, expect.stringContaining('YUKIBAN_DATABASE_URL')])
  expect((await yukiban(['config', '--json'])).json()).toMatchObject({ options: expect.any(Array) })
})

test('doctor: warns of what is incomplete, fails on what is broken', async () => {
  const { dataDir } = await imported()
  const env = { YUKIBAN_HTTP_PORT: '0', YUKIBAN_MQTT_PORT: '0' }
  const results = async (more: Record<string, string> = {}, folder = dataDir) => {
    const { code, json } = await yukiban(['doctor', '--json'], { dataDir: folder, env: { ...env, ...more } })
    const { findings } = json() as { findings: { check: string; result: string }[] }
    return { code, of: Object.fromEntries(findings.map((it) => [it.check, it.result])) }
  }
  const { code, of } = await results()
  expect(code).toBe(0)
  expect(of).toMatchObject({
    schema: 'ok',
    clock: 'ok',
    'device tokens': 'warn',
    'routes without sensor': 'ok',
    'criteria without route': 'ok',
    // no channel has been set up yet
    'officers on duty': 'warn',
    // they have positions, and nobody has asked yet
    forecasts: 'warn',
  })
  expect((await results({ YUKIBAN_FORECAST_PROVIDER: 'none' })).of.forecasts).toBe('ok')
  expect((await results({}, join(dataDir, 'none'))).code).toBe(1)
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const address = holder.address()
  const port = String(typeof address === 'object' ? address?.port : 0)
  const taken = await results({ YUKIBAN_HTTP_PORT: port })
  holder.close()
  expect([taken.code, taken.of['HTTP port']]).toEqual([1, 'fail'])
})
