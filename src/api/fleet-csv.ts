import { Type } from 'typebox'
import { parseInstant } from '../domain/time.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { CSV_TYPE, type CsvColumn, csvDisposition, csvTime, toCsv } from './csv.ts'
import type { Api, ApiDeps } from './deps.ts'
import { readFleetViews } from './fleet.ts'
import type { FleetDeviceView } from './fleet-view.ts'
import { principalOf } from './principal.ts'
import { oneOf, record } from './schema.ts'

type Language = 'ja' | 'en'

const HEADINGS = {
  id: { ja: '機器', en: 'device' },
  kind: { ja: '種類', en: 'kind' },
  block: { ja: '工区', en: 'block' },
  route: { ja: '路線', en: 'route' },
  surface: { ja: '計測場所', en: 'surface' },
  health: { ja: '通信', en: 'health' },
  healthSince: { ja: '通信状態の始まり', en: 'health_since' },
  lastSeen: { ja: '最終受信', en: 'last_seen_at' },
  battery: { ja: '電池', en: 'battery' },
  batteryV: { ja: '電池 V', en: 'battery_v' },
  clock: { ja: '時計', en: 'clock' },
  snow: { ja: '計測の状態', en: 'measurement' },
  depth: { ja: '積雪深 cm', en: 'depth_cm' },
  readingAt: { ja: '計測時刻', en: 'reading_at' },
  faults: { ja: '異常', en: 'faults' },
  maintenance: { ja: '保守の終わり', en: 'maintenance_until' },
  lat: { ja: '緯度', en: 'lat' },
  lon: { ja: '経度', en: 'lon' },
} as const

/** `GET /api/v1/devices.csv`: the fleet as a table; codes as the API has them, times on the authority's wall clock. */
export function registerFleetCsv(app: Api, deps: ApiDeps): void {
  app.get(
    '/api/v1/devices.csv',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'Every device as CSV, with health and the snow under it; opens in Excel',
        tags: ['devices'],
        querystring: record({ lang: Type.Optional(oneOf(['ja', 'en'], 'Of the headings; ja unless given.')) }),
        response: { 200: Type.String({ description: 'UTF-8 with byte-order mark.' }) },
      },
    },
    async (request, reply) => {
      const { lang = 'ja' } = request.query
      const principal = principalOf(request)
      const timeZone = (await findAuthority(deps.db, principal.authorityId))?.timeZone ?? 'UTC'
      const rows = await readFleetViews(deps, principal, deps.clock.now())
      reply.header('content-disposition', csvDisposition('devices.csv', lang === 'ja' ? '機器一覧.csv' : 'devices.csv'))
      reply.header('cache-control', 'private, no-store')
      return reply.type(CSV_TYPE).send(toCsv(columnsIn(lang, timeZone), rows))
    },
  )
}

function columnsIn(lang: Language, timeZone: string): readonly CsvColumn<FleetDeviceView>[] {
  const time = (iso: string | null | undefined) => csvTime(iso == null ? null : parseInstant(iso), timeZone)
  return [
    [HEADINGS.id[lang], (it) => it.id],
    [HEADINGS.kind[lang], (it) => it.kind],
    [HEADINGS.block[lang], (it) => it.blockName],
    [HEADINGS.route[lang], (it) => it.routeName],
    [HEADINGS.surface[lang], (it) => it.surface],
    [HEADINGS.health[lang], (it) => it.health],
    [HEADINGS.healthSince[lang], (it) => time(it.healthSince)],
    [HEADINGS.lastSeen[lang], (it) => time(it.lastSeenAt)],
    [HEADINGS.battery[lang], (it) => it.battery],
    [HEADINGS.batteryV[lang], (it) => it.batteryV],
    [HEADINGS.clock[lang], (it) => it.clock],
    [HEADINGS.snow[lang], (it) => it.snow?.status ?? null],
    [HEADINGS.depth[lang], (it) => it.snow?.depthCm ?? null],
    [HEADINGS.readingAt[lang], (it) => time(it.snow?.readingAt)],
    [HEADINGS.faults[lang], (it) => it.snow?.faults.map(({ fault }) => fault).join(' ') ?? null],
    [HEADINGS.maintenance[lang], (it) => time(it.maintenance?.until)],
    [HEADINGS.lat[lang], (it) => it.lat],
    [HEADINGS.lon[lang], (it) => it.lon],
  ]
}
