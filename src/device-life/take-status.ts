import type { Device } from '../domain/device.ts'
import { parseStatus } from '../domain/device-status.ts'
import { inSync } from '../domain/downlink.ts'
import type { Actor } from '../domain/order.ts'
import { findCursor } from '../store/cursors/find-cursor.ts'
import { saveCursor } from '../store/cursors/save-cursor.ts'
import type { Db, Trx } from '../store/database.ts'
import { finishDeviceCommand } from '../store/device-commands/finish-device-command.ts'
import { findDesiredConfig } from '../store/device-configs/find-desired-config.ts'
import { findReportedConfig } from '../store/device-configs/find-reported-config.ts'
import { saveReportedConfig } from '../store/device-configs/save-reported-config.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { ReadingStore, StatusMessages } from '../store/readings/port.ts'

const CURSOR = 'device-status'
/** Messages worked in by one transaction. */
const PAGE = 100

type Message = StatusMessages['items'][number]

export interface TakenStatus {
  /** Devices that announced themselves as online, each once. */
  readonly online: ReadonlySet<string>
  /** Devices whose reported configuration changed. */
  readonly reported: ReadonlySet<string>
  /** True when the journal has new lines. */
  readonly recorded: boolean
}

/**
 * Takes what devices said about configuration and commands from the log of status messages into the control database.
 * How far it has come commits together with what it made of it, so each message counts once, whatever is killed when.
 */
export async function takeStatusMessages(db: Db, readings: Pick<ReadingStore, 'statusMessages'>): Promise<TakenStatus> {
  const taken = { online: new Set<string>(), reported: new Set<string>(), recorded: false }
  for (;;) {
    const position = await findCursor(db, CURSOR)
    const { items, lastId } = await readings.statusMessages({ afterId: position, limit: PAGE })
    // A log that is shorter than it was is another one, from a backup: begin at its beginning. Taking in twice is safe.
    const from = lastId < position ? 0 : position
    if (from !== position) {
      await db.transaction().execute((trx) => saveCursor(trx, CURSOR, from))
      continue
    }
    const last = items.at(-1)
    if (last === undefined) return taken
    await db.transaction().execute(async (trx) => {
      if ((await findCursor(trx, CURSOR)) !== position) return
      for (const message of items) await take(trx, message, taken)
      await saveCursor(trx, CURSOR, last.id)
    })
  }
}

async function take(
  trx: Trx,
  message: Message,
  taken: { online: Set<string>; reported: Set<string>; recorded: boolean },
): Promise<void> {
  const said = parseStatus(message.text)
  if (said.state === 'online') taken.online.add(message.deviceId)
  if (said.config === null && said.results.length === 0) return
  const device = await findDevice(trx, message.deviceId)
  if (device === undefined) return
  const actor: Actor = { kind: 'system', id: `device/${device.id}` }
  if (said.config !== null && (await takeConfig(trx, device, actor, message))) taken.recorded = true
  if (said.config !== null) taken.reported.add(device.id)
  for (const result of said.results) {
    const state = result.done ? 'acknowledged' : 'failed'
    const finished = {
      id: result.id,
      deviceId: device.id,
      state,
      detail: result.detail,
      atMs: message.receivedAtMs,
    } as const
    if (!(await finishDeviceCommand(trx, finished))) continue
    taken.recorded = true
    await recordEvent(trx, {
      authorityId: device.authorityId,
      atMs: message.receivedAtMs,
      type: `device.command-${state}`,
      actor,
      subject: device.id,
      data: { commandId: result.id, detail: result.detail },
    })
  }
}

/** @returns true when the device has now come in line with what is asked of it. */
async function takeConfig(trx: Trx, device: Device, actor: Actor, message: Message): Promise<boolean> {
  const { config } = parseStatus(message.text)
  if (config === null) return false
  const desired = await findDesiredConfig(trx, device.id)
  const before = await findReportedConfig(trx, device.id)
  const reported = { deviceId: device.id, ...config, reportedAtMs: message.receivedAtMs }
  if (!(await saveReportedConfig(trx, reported))) return false
  if (desired === undefined || inSync(desired, before) || !inSync(desired, reported)) return false
  await recordEvent(trx, {
    authorityId: device.authorityId,
    atMs: message.receivedAtMs,
    type: 'device.config-taken',
    actor,
    subject: device.id,
    data: { version: desired.version },
  })
  return true
}
