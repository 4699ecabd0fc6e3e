import { Type } from 'typebox'
import type { Silence } from '../domain/silence.ts'
import { type EpochMs, SECOND_MS } from '../domain/time.ts'
import { listDevicePlaces } from '../store/devices/list-device-places.ts'
import { lastEventId } from '../store/events/last-event-id.ts'
import type { ListedDeviceStatus } from '../store/readings/port.ts'
import { listStandingSilences } from '../store/silences/list-standing-silences.ts'
import type { Api, ApiDeps } from './deps.ts'
import { type FleetDevice, fleetOf } from './fleet-read.ts'
import { FleetDeviceSchema, type FleetDeviceView, fleetDeviceView } from './fleet-view.ts'
import { type Principal, principalOf } from './principal.ts'
import { bodyOf } from './public-snapshot.ts'
import { record, ref } from './schema.ts'
import { type CachedBody, sendCached } from './send-cached.ts'
import { ShortMemo } from './short-memo.ts'

/** Readings show at the latest after this; whatever the journal tells of shows at once. */
const KEEP_MS = 5 * SECOND_MS
const MOST_VIEWS = 100

/** All devices of an authority in one read: health, what they last said, the snow under them. */
export function registerFleet(app: Api, deps: ApiDeps): void {
  app.addSchema(FleetDeviceSchema)
  const { db, clock } = deps
  const made = new ShortMemo<CachedBody>({ keepMs: KEEP_MS, most: MOST_VIEWS })
  app.get(
    '/api/v1/fleet',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'Every device with health, when it was last heard, and the snow under it',
        description: `In one read, by id. Compressed, with an ETag; at most ${KEEP_MS / SECOND_MS} s older than asked for.`,
        tags: ['devices'],
        querystring: record({}),
        response: { 200: record({ items: Type.Array(ref(FleetDeviceSchema)) }) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const key = JSON.stringify([principal.authorityId, seesReadings(principal)])
      const make = async () => {
        const items = await readFleetViews(deps, principal, clock.now())
        return bodyOf('application/json; charset=utf-8', JSON.stringify({ items }))
      }
      const asked = { nowMs: clock.now(), version: await lastEventId(db) }
      return sendCached(request, reply, await made.get(key, asked, make), 'private, no-cache')
    },
  )
}

/** Every device of the caller's authority as it may see it, by id. */
export async function readFleetViews(deps: ApiDeps, principal: Principal, nowMs: EpochMs): Promise<FleetDeviceView[]> {
  const { authorityId } = principal
  const fleet: FleetDevice[] = []
  for await (const page of fleetOf(deps, authorityId, nowMs)) fleet.push(...page)
  const places = await listDevicePlaces(deps.db, authorityId)
  const maintenance = maintained(await listStandingSilences(deps.db, authorityId, nowMs))
  const heard = await heardOf(deps, fleet[0]?.device.id ?? '', fleet.at(-1)?.device.id ?? '')
  // after the states: folding them is what judges the newest readings
  const latest = new Map((await deps.readings.latest()).map((it) => [it.deviceId, it]))
  return fleet.map((it) => {
    const { id } = it.device
    return fleetDeviceView(it, {
      place: places.get(id),
      heard: heard.get(id),
      latest: latest.get(id),
      maintenance: maintenance.get(id),
      seesReadings: seesReadings(principal),
    })
  })
}

function seesReadings({ scopes }: Principal): boolean {
  return scopes.has('readings:read')
}

/** Statuses of the devices from one id to another, which other authorities' devices may lie between. */
async function heardOf({ readings }: ApiDeps, fromId: string, toId: string): Promise<Map<string, ListedDeviceStatus>> {
  const found = await readings.deviceStatuses({ fromId, toId, limit: Number.MAX_SAFE_INTEGER })
  return new Map(found.map((it) => [it.deviceId, it]))
}

/** The window of each device that stands and lasts longest. */
function maintained(silences: readonly Silence[]): ReadonlyMap<string, Silence> {
  const found = new Map<string, Silence>()
  for (const silence of silences) {
    const { target, toMs } = silence
    if (target.kind !== 'device') continue
    if (toMs >= (found.get(target.device)?.toMs ?? 0)) found.set(target.device, silence)
  }
  return found
}
