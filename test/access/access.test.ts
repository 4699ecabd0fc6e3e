import { verify } from '@node-rs/argon2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownBrowser, markBrowser } from '../../src/access/known-browser.ts'
import {
  afterFailure,
  FIRST_WAIT_MS,
  FORGET_FAILURES_MS,
  FREE_FAILURES,
  LONGEST_WAIT_MS,
  waitMs,
} from '../../src/access/lockout.ts'
import { loginProblem, normaliseLogin } from '../../src/access/login.ts'
import { MAX_WAITING, PasswordGate } from '../../src/access/password-gate.ts'
import { hashPassword, passwordProblem, verifyPassword } from '../../src/access/passwords.ts'
import { csrfMatches, csrfTokenOf, isSessionToken, newSessionToken } from '../../src/access/session-token.ts'
import { readConfig } from '../../src/config.ts'
import { textOf } from '../../src/problems/say.ts'

describe('lockout', () => {
  const waits = (count: number) => {
    let now = 0
    let state: ReturnType<typeof afterFailure> | undefined
    return Array.from({ length: count }, () => {
      state = afterFailure(state, now)
      const wait = waitMs(state, now)
      now += wait
      return wait
    })
  }

  test('the first cost nothing, then each wait doubles, up to a quarter of an hour', () => {
    expect(waits(14).map((it) => it / 1000)).toEqual([0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900])
  })

  test('never longer than the longest, never shrinking while it goes on, forgotten after a day', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: FORGET_FAILURES_MS - 1 }), { maxLength: 60 }), (gaps) => {
        let now = 1_000_000
        let state = afterFailure(undefined, now)
        let before = 0
        for (const gap of gaps) {
          now = Math.max(now + gap, state.lockedUntilMs)
          state = afterFailure(state, now)
          const wait = waitMs(state, now)
          expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS)
          expect(wait).toBeGreaterThanOrEqual(before)
          before = wait
        }
        expect(afterFailure(state, now + FORGET_FAILURES_MS).failures).toBe(1)
        // a clock that was set back keeps nobody out for long
        expect(waitMs(state, now - 100 * FORGET_FAILURES_MS)).toBeLessThanOrEqual(LONGEST_WAIT_MS)
      }),
    )
    expect([FREE_FAILURES, FIRST_WAIT_MS]).toEqual([5, 5000])
  })
})

describe('passwords', () => {
  test('argon2id at OWASP’s setting; what is no hash takes a verification as well, and says no', async () => {
    const hash = await hashPassword('ｓｈｏｖｅｌ-and-salt')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await verify(hash, 'shovel-and-salt')).toBe(true)
    expect(await verifyPassword(hash, 'shovel-and-salt')).toBe(true)
    for (const none of [undefined, '']) expect(await verifyPassword(none, 'shovel-and-salt')).toBe(false)
  })

  test('nobody takes as long as somebody', async () => {
    const hash = await hashPassword('shovel-and-salt')
    const timesMs = { nobody: [] as number[], somebody: [] as number[] }
    for (let i = 0; i < 12; i++) {
      for (const who of ['nobody', 'somebody'] as const) {
        const startMs = performance.now()
        await verifyPassword(who === 'nobody' ? undefined : hash, 'wrong')
        timesMs[who].push(performance.now() - startMs)
      }
    }
    // the fastest of each: what else the machine does only adds
    const ratio = Math.min(...timesMs.nobody) / Math.min(...timesMs.somebody)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  test.each([
    { password: 'shovel-salt1', login: 'toban', problem: undefined },
    { password: '雪かきは朝五時から始めます', login: 'toban', problem: undefined },
    { password: 'short', login: 'toban', problem: 'must have at least 12 characters, this one has 5' },
    { password: '❄️❄️❄️❄️❄️❄️', login: 'toban', problem: 'must have at least 5 different characters' },
    { password: 'abababababababab', login: 'toban', problem: 'must have at least 5 different characters' },
    { password: 'x1y2z'.repeat(300), login: 'toban', problem: 'must have at most 1024 characters' },
    { password: 'ＴｏｂａｎTOBAN12', login: 'toban', problem: 'must be more than the login' },
  ])('$password: $problem', ({ password, login, problem }) => {
    const wrong = passwordProblem(password, login)
    expect(wrong && textOf(wrong, 'en')).toBe(problem)
  })
})

test.each([
  { typed: ' Ｋａｎｒｉ＠ｔｏｗｎ ', login: 'kanri@town' },
  { typed: 'İstanbul', login: 'i̇stanbul' },
])('login $typed is $login', ({ typed, login }) => {
  expect(normaliseLogin(typed)).toBe(login)
})

test('whatever is typed, normalising ends, is short, and changes nothing the second time for what may be a login', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (typed) => {
      const login = normaliseLogin(typed)
      if (loginProblem(login) === undefined) expect(normaliseLogin(login)).toBe(login)
      expect(login.length).toBeLessThan(256 * 20)
    }),
  )
})

describe('tokens', () => {
  test('a session token has 256 bits and its CSRF token does not tell it', () => {
    const token = newSessionToken()
    expect([isSessionToken(token), Buffer.from(token, 'base64url').length]).toEqual([true, 32])
    expect(csrfMatches(token, csrfTokenOf(token))).toBe(true)
    for (const other of ['', token, csrfTokenOf(newSessionToken()), `${csrfTokenOf(token)}x`]) {
      expect(csrfMatches(token, other)).toBe(false)
    }
  })

  test('a browser is known to one person, under one password', () => {
    const user = { id: 'usr_1', passwordHash: '$argon2id$one' }
    const mark = markBrowser(user)
    expect(knownBrowser(user, mark)).toBe(mark.split('.')[0])
    expect(knownBrowser({ ...user, id: 'usr_2' }, mark)).toBeUndefined()
    expect(knownBrowser({ ...user, passwordHash: '$argon2id$two' }, mark)).toBeUndefined()
    expect(knownBrowser({ ...user, passwordHash: '' }, markBrowser({ ...user, passwordHash: '' }))).toBeUndefined()
    expect(knownBrowser(undefined, mark)).toBeUndefined()
    for (const other of [undefined, '', mark.slice(1), `${mark}x`]) expect(knownBrowser(user, other)).toBeUndefined()
  })
})

describe('the gate', () => {
  test('one at a time, known browsers first, a full line refused at once', async () => {
    const gate = new PasswordGate()
    const order: string[] = []
    let running = 0
    let open = () => {}
    const held = new Promise<void>((resolve) => {
      open = resolve
    })
    const work = (name: string) => async () => {
      running++
      expect(running).toBe(1)
      await (name === 'first' ? held : Promise.resolve())
      order.push(name)
      running--
    }
    const first = gate.run('unknown', work('first'))
    const strangers = Array.from({ length: MAX_WAITING }, (_, i) => gate.run('unknown', work(`stranger ${i}`)))
    await expect(gate.run('unknown', work('one too many'))).rejects.toMatchObject({
      code: 'sign-in-busy',
      retryAfterS: 2,
    })
    const known = gate.run('known', work('known'))
    open()
    await Promise.all([first, known, ...strangers])
    expect(order.slice(0, 3)).toEqual(['first', 'known', 'stranger 0'])
    expect(order).toHaveLength(MAX_WAITING + 2)
  })

  test('work that fails lets the next one in', async () => {
    const gate = new PasswordGate()
    const failing = gate.run('unknown', () => Promise.reject(new Error('broken')))
    const next = gate.run('unknown', async () => 'in')
    await expect(failing).rejects.toThrow('broken')
    expect(await next).toBe('in')
    expect(await gate.run('unknown', async () => 'again')).toBe('again')
  })
})

test.each([
  ['YUKIBAN_COOKIE_SECURE', 'never'],
  ['YUKIBAN_TRUSTED_PROXIES', 'localhost'],
  ['YUKIBAN_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['YUKIBAN_TRUSTED_PROXIES', '10.0.0.0/8/8'],
  ['YUKIBAN_SESSION_IDLE_H', '0'],
  ['YUKIBAN_SESSION_MAX_D', '91'],
])('setting refused: %s=%s', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name)
})

test('settings read', () => {
  const env = {
    YUKIBAN_TRUSTED_PROXIES: '127.0.0.1, fd00::/8',
    YUKIBAN_SESSION_IDLE_H: '1',
    YUKIBAN_SESSION_MAX_D: '2',
  }
  expect(readConfig(env).access).toEqual({
    idleMs: 3_600_000,
    maxMs: 172_800_000,
    secureCookies: 'auto',
    trustedProxies: ['127.0.0.1', 'fd00::/8'],
  })
})
