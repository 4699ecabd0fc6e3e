import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { commandPayload, configPayload, inSync } from '../domain/downlink.ts'
import type { Actor } from '../domain/order.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import type { DownLeaf, Downlink } from '../ingest/downlink.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { dueCommands, nextCommandDueAt } from '../store/device-commands/due-commands.ts'
import { expireCommand } from '../store/device-commands/expire-command.ts'
import { listOpenCommands } from '../store/device-commands/list-open-commands.ts'
import { markCommandSent } from '../store/device-commands/mark-command-sent.ts'
import { findDesiredConfig } from '../store/device-configs/find-desired-config.ts'
import { findReportedConfig } from '../store/device-configs/find-reported-config.ts'
import { listOutstandingDevices } from '../store/device-configs/list-outstanding-devices.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { IndexedChange, ReadingStore } from '../store/readings/port.ts'
import { takeStatusMessages } from './take-status.ts'

export interface DownlinkDeskDeps {
  readonly db: Db
  readonly readings: Pick<ReadingStore, 'statusMessages'>
  readonly clock: Clock
  readonly log: Logger
  readonly downlink: Downlink
  /** The journal has new lines. */
  onRecorded(): void
}

/** What a device has been handed since it appeared; handing it again waits for its next appearance. */
interface Handed {
  /** When it was last handed anything. */
  atMs: number
  configVersion: number | null
  readonly commands: Set<string>
}

/** Commands expired in one round; more are taken in the next. */
const EXPIRE_AT_ONCE = 100
/** What devices say is told by a nudge; should one be lost, it is found by then. */
const TAKE_EVERY_MS = 10 * MINUTE_MS
const CLOCK_ACTOR: Actor = { kind: 'system', id: 'downlink' }

/**
 * Brings each device what is asked of it: its configuration until it reports its version, commands until they are
 * acknowledged or their time is up.
 *
 * Devices sleep and come with clean sessions, so no broker queue is relied on: whenever a device appears (it subscribes,
 * or says `online` where only a broker of its own sees subscriptions), and when something new is asked of one that is
 * here, it is handed what is outstanding, once per appearance. All of it is derived from the control database and the
 * log of status messages; a lost nudge costs minutes, a restart nothing.
 */
export class DownlinkDesk {
  readonly #deps: DownlinkDeskDeps
  readonly #handed = new Map<string, Handed>()
  /** Devices to look at in the next round; all are once a minute. */
  #news = new Set<string>()
  #nextSweepMs = Number.NEGATIVE_INFINITY
  /** A device said something about itself that is not taken in yet. */
  #spoke = true
  #nextTakeMs = Number.NEGATIVE_INFINITY
  readonly #loop: Loop

  constructor(deps: DownlinkDeskDeps) {
    this.#deps = deps
    this.#loop = new Loop({
      name: 'downlink',
      clock: deps.clock,
      log: deps.log,
      maxSleepMs: MINUTE_MS,
      round: () => this.#round(),
    })
  }

  /** The device now listens to `leaf`: what it was handed before may not have arrived. */
  appeared(deviceId: string, leaf: DownLeaf): void {
    const handed = this.#handed.get(deviceId)
    if (leaf === 'config' && handed !== undefined) handed.configVersion = null
    if (leaf === 'command') handed?.commands.clear()
    this.asked(deviceId)
  }

  /** Something new is asked of a device. */
  asked(deviceId: string): void {
    this.#news.add(deviceId)
    this.#loop.nudge()
  }

  /** Devices may have said something about themselves. */
  indexed(changes: readonly IndexedChange[]): void {
    if (!changes.some((it) => it.spoke)) return
    this.#spoke = true
    this.#loop.nudge()
  }

  get failure(): string | undefined {
    return this.#loop.failure
  }

  settled(): Promise<void> {
    return this.#loop.settled()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(): Promise<number> {
    const { db, clock } = this.#deps
    const news = this.#news
    this.#news = new Set()
    const nowMs = clock.now()
    if (this.#spoke || nowMs >= this.#nextTakeMs) for (const deviceId of await this.#take()) news.add(deviceId)
    const outstanding = new Set(await listOutstandingDevices(db))
    const sweep = nowMs >= this.#nextSweepMs
    if (sweep) this.#nextSweepMs = nowMs + MINUTE_MS
    for (const deviceId of this.#handed.keys()) if (!outstanding.has(deviceId)) this.#handed.delete(deviceId)
    if (outstanding.size === 0) return this.#nextSweepMs
    if (await this.#expire()) this.#deps.onRecorded()
    for (const deviceId of outstanding) {
      if ((sweep || news.has(deviceId)) && !(await this.#hand(deviceId))) break
    }
    return Math.min(this.#nextSweepMs, (await nextCommandDueAt(db)) ?? Number.POSITIVE_INFINITY)
  }

  /** Takes in what devices said. @returns those to look at because of it. */
  async #take(): Promise<Iterable<string>> {
    const { db, readings, clock, downlink } = this.#deps
    // Before the work, so that what is said meanwhile asks for another round.
    this.#spoke = false
    const taken = await takeStatusMessages(db, readings).catch((error: unknown) => {
      this.#spoke = true
      throw error
    })
    this.#nextTakeMs = clock.now() + TAKE_EVERY_MS
    if (taken.recorded) this.#deps.onRecorded()
    if (downlink.reachable !== undefined) return taken.reported
    for (const deviceId of taken.online) this.#saidOnline(deviceId)
    return taken.reported.union(taken.online)
  }

  /** Saying `online` may be an appearance or an answer: so that answers do not chase each other, at most once a minute. */
  #saidOnline(deviceId: string): void {
    const handed = this.#handed.get(deviceId)
    if (handed !== undefined && this.#deps.clock.now() - handed.atMs >= MINUTE_MS) this.#handed.delete(deviceId)
  }

  /** @returns false when no other device can be reached either. */
  async #hand(deviceId: string): Promise<boolean> {
    const handed = this.#handed.get(deviceId) ?? { atMs: 0, configVersion: null, commands: new Set<string>() }
    this.#handed.set(deviceId, handed)
    try {
      if (this.#listens(deviceId, 'config')) await this.#handConfig(deviceId, handed)
      if (this.#listens(deviceId, 'command')) await this.#handCommands(deviceId, handed)
      return true
    } catch (error) {
      // Gone again, or its broker is: what is outstanding stays so until it appears, or the next sweep.
      this.#deps.log.info({ device: deviceId, err: error }, 'downlink not handed over')
      return !(error instanceof YukibanError && error.code === 'broker-unavailable')
    }
  }

  #listens(deviceId: string, leaf: DownLeaf): boolean {
    return this.#deps.downlink.reachable?.(deviceId, leaf) ?? true
  }

  async #handConfig(deviceId: string, handed: Handed): Promise<void> {
    const { db, downlink } = this.#deps
    const desired = await findDesiredConfig(db, deviceId)
    if (desired === undefined || desired.version === handed.configVersion) return
    if (inSync(desired, await findReportedConfig(db, deviceId))) return
    await downlink.publish(deviceId, 'config', configPayload(desired), { retain: true })
    handed.configVersion = desired.version
    handed.atMs = this.#deps.clock.now()
  }

  async #handCommands(deviceId: string, handed: Handed): Promise<void> {
    const { db, downlink, clock } = this.#deps
    for (const command of await listOpenCommands(db, deviceId, clock.now())) {
      if (handed.commands.has(command.id)) continue
      await downlink.publish(deviceId, 'command', commandPayload(command), { retain: false })
      handed.commands.add(command.id)
      handed.atMs = clock.now()
      await markCommandSent(db, command.id, clock.now())
    }
  }

  /** @returns whether any command's time was up. */
  async #expire(): Promise<boolean> {
    const { db, clock } = this.#deps
    const nowMs = clock.now()
    const due = await dueCommands(db, nowMs, EXPIRE_AT_ONCE)
    for (const command of due) {
      await db.transaction().execute(async (trx) => {
        if (!(await expireCommand(trx, command.id, nowMs))) return
        const device = await findDevice(trx, command.deviceId)
        if (device === undefined) return
        await recordEvent(trx, {
          authorityId: device.authorityId,
          atMs: nowMs,
          type: 'device.command-expired',
          actor: CLOCK_ACTOR,
          subject: device.id,
          data: { commandId: command.id, kind: command.kind, sends: command.sends },
        })
      })
    }
    return due.length > 0
  }
}
