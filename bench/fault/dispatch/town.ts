import { checkWebhookUrl } from '../../../src/deliver/address-guard.ts'
import { type Credentials, importDistrict } from '../../../src/district/import-district.ts'
import type { Role } from '../../../src/domain/role.ts'
import { createApiKey } from '../../../src/store/api-keys/create-api-key.ts'
import { openDatabase } from '../../../src/store/database.ts'
import { MOUNT_MM } from '../../dispatch/depths.ts'

const AUTHORITY = 'storm'
export const WEBHOOK_ALLOW = '127.0.0.0/8'
export const TRIGGER_CM = 4
/** How long a contractor may take to answer. */
const RESPOND_MIN = 10

/** Blocks with their contractors in the order they are asked, and how many routes they have. */
const BLOCKS = [
  { id: 'east', contractors: ['c1', 'c2', 'c3'], routes: 4 },
  { id: 'west', contractors: ['c2', 'c4', 'c1'], routes: 4 },
  { id: 'hill', contractors: ['c5', 'c6', 'c4'], routes: 4 },
  { id: 'quiet', contractors: ['mute1', 'mute2'], routes: 1 },
] as const

/** They never answer an offer, so it must climb the ladder to its end. */
export const MUTE: readonly string[] = ['mute1', 'mute2']
/** The route whose offer comes at 02:00 and is never answered. */
export const QUIET_ROUTE = 'quiet-1'

export interface Town {
  readonly routes: readonly string[]
  readonly contractors: readonly string[]
  readonly credentials: Credentials
  readonly officerKey: string
  /** By contractor. */
  readonly keys: Readonly<Record<string, string>>
}

export function sensorOf(route: string): string {
  return `${route}-sensor`
}

/** Puts a small town into a fresh data folder. @param webhook base URL; each contractor has a path of its own. */
export async function importTown(dataDir: string, webhook: string, nowMs: number): Promise<Town> {
  const routes = BLOCKS.flatMap((it) => routesOf(it.id, it.routes))
  const contractors = [...new Set<string>(BLOCKS.flatMap((it) => it.contractors))]
  const settings = {
    timeZone: 'Asia/Tokyo',
    checkWebhookUrl: (url: string) => checkWebhookUrl(url, [WEBHOOK_ALLOW]),
    nowMs,
  }
  const db = await openDatabase(dataDir)
  try {
    let credentials: Credentials = { devices: {}, webhookSecrets: {} }
    const input = district(routes, contractors, webhook)
    await importDistrict(db, { input, locate: (field) => field }, settings, (made) => {
      credentials = made
    })
    const keyOf = async (role: Role, contractorId: string | null) => {
      const label = contractorId ?? role
      return (await createApiKey(db, { authorityId: AUTHORITY, role, scopes: ['*'], contractorId, label, nowMs })).key
    }
    const keys: Record<string, string> = {}
    for (const it of contractors) keys[it] = await keyOf('contractor', it)
    return { routes, contractors, credentials, officerKey: await keyOf('officer', null), keys }
  } finally {
    await db.destroy()
  }
}

function routesOf(block: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${block}-${index + 1}`)
}

function district(routes: readonly string[], contractors: readonly string[], webhook: string): object {
  return {
    authority: { id: AUTHORITY, name: 'Storm', kind: 'municipality', timeZone: 'Asia/Tokyo' },
    blocks: BLOCKS.map(({ id }) => ({ id, name: id })),
    routes: routes.map((id) => ({
      id,
      name: id,
      block: id.replace(/-\d+$/, ''),
      roadClass: 'local',
      lengthM: 1200,
      plowMinutes: 30,
      deadline: '07:00',
    })),
    devices: routes.map((route) => ({
      id: sensorOf(route),
      kind: 'ultrasonic',
      route,
      surface: 'carriageway',
      mountHeightMm: MOUNT_MM,
      temperatureCompensated: true,
      intervalS: 150,
    })),
    contractors: contractors.map((id) => ({ id, name: id, webhookUrl: `${webhook}/${id}` })),
    roster: BLOCKS.flatMap(({ id, contractors: asked }) =>
      asked.map((contractor, index) => ({ block: id, contractor, rank: index + 1 })),
    ),
    criteria: [
      {
        id: 'storm-dispatch',
        scope: 'authority',
        mode: 'automatic',
        level: 'dispatch',
        rule: { kind: 'threshold', measure: 'depth-since-pass', triggerCm: TRIGGER_CM, releaseCm: 1, sustainMin: 0 },
        respondMin: RESPOND_MIN,
      },
    ],
  }
}
