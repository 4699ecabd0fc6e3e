import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OPTIONS, readConfig } from '../src/config.ts'
import { YukibanError } from '../src/errors.ts'
import { tempDir } from './support/temp-dir.ts'

function problemsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof YukibanError && error.code === 'config-invalid') return error.message.split('; ')
    throw error
  }
  return []
}

test('the defaults alone are a valid configuration on loopback', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    dataDir: './data',
    http: { host: '127.0.0.1', port: 8080 },
    mqtt: { host: '127.0.0.1', port: 1883 },
  })
  expect(config.roles).toEqual(['ingest', 'decide', 'deliver', 'api'])
  expect(config.simulatedClock).toBeNull()
})

test('every option says what it is for', () => {
  for (const option of OPTIONS) expect(option.help.length, option.name).toBeGreaterThan(10)
  expect(new Set(OPTIONS.map((it) => it.name)).size).toBe(OPTIONS.length)
})

describe('refuses, naming setting, value and remedy', () => {
  test.each([
    {
      name: 'a port that is none',
      env: { YUKIBAN_HTTP_PORT: '70000' },
      want: 'YUKIBAN_HTTP_PORT=70000 must be a whole number from 0 to 65535',
    },
    { name: 'a misspelt name', env: { YUKIBAN_HTTP_PROT: '1' }, want: 'YUKIBAN_HTTP_PROT is not a setting of Yukiban' },
    {
      name: 'a role nobody has',
      env: { YUKIBAN_ROLES: 'ingest,plow' },
      want: 'YUKIBAN_ROLES=ingest,plow must be a comma-separated list of ingest, decide, deliver, api',
    },
    {
      name: 'a zone that is none',
      env: { YUKIBAN_TIME_ZONE: 'Aomori' },
      want: 'YUKIBAN_TIME_ZONE=Aomori must be an IANA time zone such as Asia/Tokyo',
    },
    {
      name: 'no time',
      env: { YUKIBAN_READING_EARLIEST: 'long ago' },
      want: /YUKIBAN_READING_EARLIEST=long ago must be an ISO 8601 time/,
    },
    {
      name: 'a range that is none',
      env: { YUKIBAN_WEBHOOK_ALLOW: 'localhost' },
      want: /YUKIBAN_WEBHOOK_ALLOW=localhost must be a comma-separated list of CIDR/,
    },
    {
      name: 'half a simulated clock',
      env: { YUKIBAN_SIMULATED_CLOCK: '2026-01-20T09:00:00Z' },
      want: /YUKIBAN_SIMULATED_CLOCK=.* must be START,SPEED/,
    },
  ])('$name', ({ env, want }) => {
    const [problem, ...others] = problemsOf(env)
    expect(others).toEqual([])
    if (typeof want === 'string') expect(problem).toBe(want)
    else expect(problem).toMatch(want)
  })

  test('all of them at once', () => {
    expect(problemsOf({ YUKIBAN_HTTP_PORT: 'x', YUKIBAN_MQTT_PORT: '-1', YUKIBAN_LOG_LEVEL: 'loud' })).toHaveLength(3)
  })

  test('a secret without showing it', () => {
    const message = problemsOf({ YUKIBAN_DATABASE_URL: 'postgres://user:hunter2@db/x' }).join()
    expect(message).toMatch(/YUKIBAN_DATABASE_URL=\(hidden\)/)
    expect(message).not.toContain('hunter2')
  })
})

test('a setting may be a file; both at once, or a file that is not there, are refused', () => {
  const file = join(tempDir(), 'port')
  writeFileSync(file, '8181\n')
  expect(readConfig({ YUKIBAN_HTTP_PORT_FILE: file }).http.port).toBe(8181)
  expect(problemsOf({ YUKIBAN_HTTP_PORT_FILE: file, YUKIBAN_HTTP_PORT: '1' })[0]).toMatch(/given together with/)
  expect(problemsOf({ YUKIBAN_HTTP_PORT_FILE: `${file}-absent` })[0]).toMatch(/cannot be read/)
})
