import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { OPTIONS, readConfig } from '../../src/config.ts'
import { testService } from '../support/service.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

interface Service {
  readonly image?: string
  readonly build?: string
  readonly user?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: object
}

const compose = parse(read('docker-compose.yml')) as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, null>>
}
const services = Object.entries(compose.services)
const mounts = services.flatMap(([name, it]) => (it.volumes ?? []).map((volume) => ({ name, volume })))

/** A value as compose would fill it in, nothing being set. */
const filled = (value: string) => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')

describe('docker-compose.yml', () => {
  test('every file it mounts or builds from is there, every volume is declared', () => {
    const sources = mounts.map(({ volume }) => volume.split(':')[0] ?? '')
    for (const source of sources) {
      if (source.startsWith('.')) expect(existsSync(`${ROOT}/${source}`), source).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(source)
    }
    expect(sources.filter((it) => it.startsWith('.')).length).toBeGreaterThan(2)
    for (const [, { depends_on: needs = {} }] of services) {
      for (const [name, { condition }] of Object.entries(needs)) {
        expect(compose.services).toHaveProperty(name)
        if (condition === 'service_healthy') expect(compose.services[name]).toHaveProperty('healthcheck')
      }
    }
  })

  test('no secret has a default, and each that is needed is in the example of .env', () => {
    const example = read('docker-compose.env.example')
    const secrets = services.flatMap(([, it]) =>
      Object.entries(it.environment ?? {}).filter(([name]) => /(PASSWORD|TOKEN)$/.test(name)),
    )
    expect(secrets.length).toBe(4)
    for (const [name, value] of secrets) {
      const asked = /^\$\{(\w+):\?[^}]+\}$/.exec(value)?.[1]
      expect(asked, `${name}: ${value}`).toBeDefined()
      expect(example).toMatch(new RegExp(`^${asked}=$`, 'm'))
    }
    const names = [...read('docker-compose.yml').matchAll(/\$\{(\w+):/g)].map((it) => it[1] ?? '')
    for (const name of new Set(names)) expect(example, name).toMatch(new RegExp(`^#?${name}=`, 'm'))
  })

  test('nothing is published beyond this machine unless asked for, no image floats', () => {
    for (const [name, { ports = [], image }] of services) {
      for (const port of ports) expect(filled(port), name).toMatch(/^127\.0\.0\.1:/)
      if (name !== 'yukiban') expect(image).toMatch(/:\d+\.\d+/)
    }
  })

  test('the service takes its settings', () => {
    const environment = compose.services.yukiban?.environment ?? {}
    const known = OPTIONS.flatMap((it) => [it.name, `${it.name}_FILE`])
    for (const name of Object.keys(environment)) expect(known).toContain(name)
    const { YUKIBAN_INFLUX_TOKEN_FILE: file, ...others } = environment
    expect(file).toBe('/run/tokens/service')
    const env = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, filled(value)]))
    const { influx, forecast } = readConfig({ ...env, YUKIBAN_INFLUX_TOKEN: 'x' })
    expect(influx).toMatchObject({ url: 'http://influxdb:8086', bucket: 'snow', org: 'yukiban' })
    expect(forecast).toMatchObject({ provider: 'open-meteo', settings: { apiKey: null } })
    expect(forecast).toEqual(readConfig({}).forecast)
  })

  test('a weather service is chosen in .env', () => {
    const environment = compose.services.yukiban?.environment ?? {}
    const chosen: Readonly<Record<string, string>> = {
      YUKIBAN_FORECAST_PROVIDER: 'met-norway',
      YUKIBAN_FORECAST_URL: 'https://weather.example',
      YUKIBAN_FORECAST_API_KEY: 'key',
      YUKIBAN_FORECAST_CONTACT: 'roads@example.org',
    }
    const env = Object.keys(chosen).map((name) => {
      const variable = /^\$\{(\w+):-/.exec(environment[name] ?? '')?.[1] ?? ''
      return [name, chosen[variable]] as const
    })
    const { forecast } = readConfig(Object.fromEntries(env))
    expect(forecast).toMatchObject({
      provider: 'met-norway',
      settings: { baseUrl: 'https://weather.example', apiKey: 'key' },
    })
    expect(forecast.settings.userAgent).toContain('roads@example.org')
  })

  test('the script that makes the tokens is sound, and gives each reader its own', () => {
    const script = 'dashboards/influxdb/create-tokens.sh'
    expect(spawnSync('sh', ['-n', `${ROOT}/${script}`]).status).toBe(0)
    expect(statSync(`${ROOT}/${script}`).mode & 0o111).not.toBe(0)
    expect(read(script)).toMatch(/make_token service 1000 --read-bucket \S+ --write-bucket/)
    expect(read(script)).toMatch(/make_token grafana 472 --read-bucket \S+$/m)
    expect(read('dashboards/grafana/provisioning/datasources/influxdb.yaml')).toContain('/run/tokens/grafana')
  })
})

describe('Dockerfile', () => {
  const text = read('Dockerfile')

  test('copies what is there and .dockerignore lets through, and runs without privileges', () => {
    const ignore = read('.dockerignore').split('\n')
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((it) => (it[1] ?? '').split(' '))
    expect(copied.length).toBeGreaterThan(2)
    for (const path of copied) {
      expect(existsSync(`${ROOT}/${path}`), path).toBe(true)
      // a folder that is let through lets what is in it through
      const within = path.split('/').map((_, at, parts) => `!${parts.slice(0, at + 1).join('/')}`)
      expect(
        within.some((it) => ignore.includes(it)),
        path,
      ).toBe(true)
    }
    expect(text).toMatch(/^USER node$/m)
    expect(text).toMatch(/^STOPSIGNAL SIGTERM$/m)
  })

  test('sets only settings that exist', () => {
    const names = [...text.matchAll(/(YUKIBAN_\w+)=/g)].map((it) => it[1])
    expect(names.length).toBeGreaterThan(3)
    for (const name of names) expect(OPTIONS.map((it) => it.name)).toContain(name)
  })

  test('the health check tells a service that lives from one that does not', async () => {
    const command = JSON.parse(/HEALTHCHECK[^[]*(\[.*\])$/m.exec(text.replace(/\\\n/g, ''))?.[1] ?? '') as string[]
    const service = await testService()
    const port = new URL(service.httpUrl ?? '').port
    const check = () =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, command.slice(1), { env: { YUKIBAN_HTTP_PORT: port } }).once('exit', resolve)
      })
    expect(command[0]).toBe('node')
    expect(await check()).toBe(0)
    await service.stop()
    expect(await check()).toBe(1)
  })

  test('the service needs no development dependency', () => {
    const listed = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }
    const imports = execFileSync('grep', ['-rhoE', `from '[^.'][^']*'`, `${ROOT}/src`], { encoding: 'utf8' })
    for (const name of Object.keys(listed.devDependencies)) expect(imports).not.toContain(`from '${name}'`)
  })
})
