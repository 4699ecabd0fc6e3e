import type { Language } from '../../src/criteria/reason-text.ts'
import { HOUR_MS, localHhMm, MINUTE_MS } from '../../src/domain/time.ts'
import type { Demo } from './setup.ts'
import { padTo, paint, type Screen, widthOf, wrap } from './text.ts'

const ADDRESSES = ['console', 'contractor', 'residents', 'openData', 'api', 'docs', 'mqtt'] as const
type Address = (typeof ADDRESSES)[number]

interface Words {
  title(town: string): string
  intro(counts: { routes: number; sensors: number; contractors: number }): string
  pace(from: string, to: string, minutes: string, speed: number): string
  readonly forecast: string
  taken(port: number): string
  readonly addresses: Readonly<Record<Address, string>>
  readonly signIn: string
  password(text: string): string
  readonly tryIt: string
  readonly keys: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: (town) => `Yukiban: a storm night in ${town}`,
    intro: ({ routes, sensors, contractors }) =>
      `The real service, ${routes} routes. Around it, simulated: ${sensors} sensors over MQTT, ${contractors} contractors with webhooks, an officer.`,
    pace: (from, to, minutes, speed) =>
      `From ${from} to ${to} in about ${minutes} (${speed} times as fast). Ctrl-C ends it.`,
    forecast: 'The forecast is simulated too: an hour late, and a fifth too little snow.',
    taken: (port) => `Port ${port} is taken, so another one is used.`,
    addresses: {
      console: 'Officers’ console',
      contractor: 'Contractor’s page',
      residents: 'Residents’ page',
      openData: 'Open data',
      api: 'API',
      docs: 'Documentation',
      mqtt: 'MQTT',
    },
    signIn: 'sign in as',
    password: (text) => `Password of all of them, for this run only: ${text}`,
    tryIt: 'Or the API, as a viewer:',
    keys: 'Keys that may do more, for this run only:',
  },
  ja: {
    title: (town) => `雪番：${town} 吹雪の一夜`,
    intro: ({ routes, sensors, contractors }) =>
      `本物のサービスと ${routes} 路線。まわりは模擬：MQTT のセンサー ${sensors} 台、Webhook を受ける除雪事業者 ${contractors} 社、職員 1 名。`,
    pace: (from, to, minutes, speed) => `${from} から ${to} までを約 ${minutes}で（${speed} 倍速）。Ctrl-C で終了。`,
    forecast: '予報も模擬：実際より 1 時間遅く、降雪は 2 割少ない。',
    taken: (port) => `ポート ${port} は使用中のため、別のポートを使う。`,
    addresses: {
      console: '道路管理者の画面',
      contractor: '除雪事業者の画面',
      residents: '住民向けページ',
      openData: 'オープンデータ',
      api: 'API',
      docs: 'ドキュメント',
      mqtt: 'MQTT',
    },
    signIn: 'ログイン名',
    password: (text) => `パスワード（全員共通、この実行限り）：${text}`,
    tryIt: 'API で見るには（閲覧者として）：',
    keys: 'より権限のあるキー（この実行限り）：',
  },
}

const INDENT = '  '

/** What is running, where it can be reached, and how to look into it while it runs. */
export function printHeader(demo: Demo, screen: Screen, language: Language, speed: number): void {
  const words = WORDS[language]
  const { scenario, places, service, keys, takenPorts, devices } = demo
  const { routes, contractors, authority } = places
  const say = (text: string) => {
    for (const line of wrap(text, screen.columns() - INDENT.length)) screen.print(INDENT + line)
  }
  const time = (atMs: number) => localHhMm(atMs, authority.timeZone)
  screen.print('')
  screen.print(paint(screen, 'title', words.title(authority.name)))
  say(words.intro({ routes: routes.length, sensors: devices.length, contractors: contractors.length }))
  say(words.forecast)
  const realMs = (scenario.endMs - scenario.startMs) / speed
  say(words.pace(time(scenario.startMs), time(scenario.endMs), roughly(realMs, language), speed))
  for (const port of takenPorts) screen.print(INDENT + paint(screen, 'doubt', words.taken(port)))
  screen.print('')
  printAddresses(screen, words, demo)
  screen.print('')
  // Not wrapped: these are for copying.
  screen.print(INDENT + words.tryIt)
  screen.print(`${INDENT}KEY=${keys.viewer}`)
  screen.print(`${INDENT}curl -H "Authorization: Bearer $KEY" ${service.httpUrl}/api/v1/orders`)
  screen.print(INDENT + words.keys)
  for (const role of ['officer', 'administrator'] as const) {
    screen.print(`${INDENT}${role}`)
    screen.print(`${INDENT}  ${keys[role]}`)
  }
  screen.print('')
}

function printAddresses(screen: Screen, words: Words, { service, signIns }: Demo): void {
  const http = service.httpUrl ?? ''
  const { officer, administrator, contractor, password } = signIns
  const rows: Readonly<Record<Address, readonly [url: string, logins: string]>> = {
    console: [`${http}/console`, `${officer}, ${administrator}`],
    contractor: [`${http}/c`, contractor],
    residents: [`${http}/`, ''],
    openData: [`${http}/public/v1/routes.geojson`, ''],
    api: [`${http}/api/v1`, ''],
    docs: [`${http}/docs`, ''],
    mqtt: [service.mqttUrl ?? '', ''],
  }
  const columns = Math.max(...Object.values(words.addresses).map(widthOf))
  for (const name of ADDRESSES) {
    const [url, logins] = rows[name]
    const who = logins === '' ? '' : `  ${words.signIn} ${logins}`
    screen.print(`${INDENT}${padTo(words.addresses[name], columns)}  ${paint(screen, 'snow', url)}${who}`)
  }
  screen.print(INDENT + words.password(password))
}

function roughly(ms: number, language: Language): string {
  const units = { en: { s: 's', min: 'min', h: 'h' }, ja: { s: '秒', min: '分', h: '時間' } }[language]
  if (ms < 1.5 * MINUTE_MS) return `${Math.max(1, Math.round(ms / 1000))} ${units.s}`
  return ms < 1.5 * HOUR_MS ? `${Math.round(ms / MINUTE_MS)} ${units.min}` : `${Math.round(ms / HOUR_MS)} ${units.h}`
}
