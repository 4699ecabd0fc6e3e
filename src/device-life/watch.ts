import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Actor } from '../domain/order.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db, Trx } from '../store/database.ts'
import { findDeviceState } from '../store/device-states/find-device-state.ts'
import { listWatchedDevices, type WatchedDevice } from '../store/device-states/list-watched-devices.ts'
import { saveDeviceState } from '../store/device-states/save-device-state.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { ListedDeviceStatus, ReadingStore } from '../store/readings/port.ts'
import { deviceHealth, type HealthLimits } from './health.ts'
import { healthInput } from './read-health.ts'
import { type StateChange, stateChange } from './state-change.ts'

export interface DeviceWatchDeps {
  readonly db: Db
  readonly readings: Pick<ReadingStore, 'deviceStatuses'>
  readonly clock: Clock
  readonly log: Logger
  readonly limits: HealthLimits
  /** Whether a device's newest readings await confirmation; null: not known. */
  suspect(deviceId: string): boolean | null
  /** What changed in one round; whoever watches for several sensors of a route falling silent starts here. */
  onChanged(changes: readonly StateChange[]): void
}

/** Devices judged at a time: a few milliseconds, so that nobody else waits. */
const PAGE = 500
/** Changes written by one transaction: few enough that no order waits, enough that a mass outage is written soon. */
const WRITE_AT_ONCE = 50
const CHECK_EVERY_MS = MINUTE_MS

const CLOCK_ACTOR: Actor = { kind: 'system', id: 'device-watch' }

/**
 * Judges every device once a minute, whether or not it spoke: silence arrives as no message. What it finds is written
 * only where it differs from what was found before, together with its journal lines.
 */
export function startDeviceWatch(deps: DeviceWatchDeps): Loop {
  return new Loop({
    name: 'device-watch',
    clock: deps.clock,
    log: deps.log,
    maxSleepMs: CHECK_EVERY_MS,
    async round() {
      const changes: StateChange[] = []
      const startedMs = deps.clock.now()
      let after: string | undefined
      for (;;) {
        const page = await listWatchedDevices(deps.db, { limit: PAGE, after })
        changes.push(...(await watchPage(deps, page)))
        after = page.at(-1)?.device.id
        if (page.length < PAGE) break
      }
      if (changes.length > 0) deps.onChanged(changes)
      return startedMs + CHECK_EVERY_MS
    },
  })
}

async function watchPage(deps: DeviceWatchDeps, page: readonly WatchedDevice[]): Promise<StateChange[]> {
  const [first, last] = [page[0], page.at(-1)]
  if (first === undefined || last === undefined) return []
  const statuses = await statusesOf(deps, first.device.id, last.device.id)
  const nowMs = deps.clock.now()
  const changes = page.flatMap(({ device, state, reportedIntervalS }) => {
    const status = statuses.get(device.id)
    const intervalS = reportedIntervalS ?? device.intervalS
    const input = healthInput(device, { status, state, intervalS, suspect: deps.suspect(device.id) })
    const health = deviceHealth(input, deps.limits, nowMs)
    return stateChange(device, state, health, status?.lastSeenAtMs ?? null, nowMs) ?? []
  })
  const written = []
  for (let at = 0; at < changes.length; at += WRITE_AT_ONCE) {
    written.push(...(await write(deps.db, changes.slice(at, at + WRITE_AT_ONCE))))
  }
  return written
}

/** Statuses by device id. Ids that are not registered any more lie between the others, hence the pages. */
async function statusesOf(
  { readings }: DeviceWatchDeps,
  firstId: string,
  toId: string,
): Promise<Map<string, ListedDeviceStatus>> {
  const found = new Map<string, ListedDeviceStatus>()
  let fromId = firstId
  for (;;) {
    const part = await readings.deviceStatuses({ fromId, toId, limit: PAGE })
    for (const status of part) found.set(status.deviceId, status)
    const last = part.at(-1)
    if (part.length < PAGE || last === undefined || last.deviceId === fromId) return found
    fromId = last.deviceId
  }
}

/** @returns what was written; a change that another process was faster with is not. */
function write(db: Db, changes: readonly StateChange[]): Promise<StateChange[]> {
  return db.transaction().execute(async (trx) => {
    const written: StateChange[] = []
    for (const change of changes) {
      const current = await findDeviceState(trx, change.device.id)
      if (current?.updatedAtMs !== change.before?.updatedAtMs) continue
      await saveDeviceState(trx, change.after)
      for (const type of change.events) await announce(trx, change, type)
      written.push(change)
    }
    return written
  })
}

async function announce(trx: Trx, { device, before, after }: StateChange, type: string): Promise<void> {
  await recordEvent(trx, {
    authorityId: device.authorityId,
    atMs: after.updatedAtMs,
    type,
    actor: CLOCK_ACTOR,
    subject: device.id,
    data: {
      routeId: device.routeId,
      status: after.status,
      before: before?.status ?? null,
      battery: after.battery,
      clock: after.clock,
      ...after.evidence,
    },
  })
}
