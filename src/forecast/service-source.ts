import type { Clock } from '../clock.ts'
import type { Cell } from '../domain/forecast.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { confirmNewestRun } from '../store/forecasts/confirm-newest-run.ts'
import { archiveRuns } from './archive.ts'
import type { Asker, Question } from './asker.ts'
import { groupsOf } from './cells.ts'
import type { Places } from './places.ts'
import type { HttpProvider, ProviderSettings } from './provider.ts'
import type { Schedule } from './schedule.ts'

export interface ServiceSourceDeps {
  readonly provider: HttpProvider
  readonly settings: ProviderSettings
  readonly asker: Asker
  readonly places: Places
  readonly schedule: Schedule
  readonly clock: Clock
  readonly stopping: AbortSignal
}

/**
 * Asks a forecast service for all cells, in groups of as many as it takes at a time. A group is due when it was not
 * answered since the last tick of the schedule; that is remembered in the database, so a restart asks nothing twice and
 * catches up on what it missed. A group that fails is tried again by itself and keeps no other from being asked.
 */
export class ServiceSource {
  readonly #deps: ServiceSourceDeps

  constructor(deps: ServiceSourceDeps) {
    this.#deps = deps
  }

  /** Asks what is due. @returns when something is due next; undefined while there is nothing to ask for. */
  async round(): Promise<EpochMs | undefined> {
    const { places, provider, clock, stopping } = this.#deps
    const groups = groupsOf(await places.cells(), provider.maxCellsPerRequest)
    if (groups.length === 0) return undefined
    const schedule = await this.#deps.schedule.at(clock.now())
    let nextMs = schedule.nextMs
    for (const cells of groups) {
      if (stopping.aborted) return undefined
      nextMs = Math.min(nextMs, await this.#askGroup(cells, schedule))
    }
    return nextMs
  }

  /** @returns when the group is due next. */
  async #askGroup(cells: readonly Cell[], tick: { lastMs: EpochMs; nextMs: EpochMs }): Promise<EpochMs> {
    const { asker, provider, settings } = this.#deps
    const ask = provider.ask(cells, settings)
    const okAtMs = (await asker.remembered(ask))?.okAtMs ?? null
    if (okAtMs !== null && okAtMs >= tick.lastMs) return tick.nextMs
    const outcome = await asker.ask(this.#question(cells, ask))
    switch (outcome.kind) {
      case 'taken':
      case 'unchanged':
      case 'stopped':
        return tick.nextMs
      case 'refused':
        return outcome.againAtMs
      case 'held':
        return outcome.untilMs
    }
  }

  #question(cells: readonly Cell[], ask: Question['ask']): Question {
    const { provider, settings } = this.#deps
    return {
      ask,
      subject: cells.length === 1 ? `cell ${cells[0]?.id}` : `${cells.length} cells`,
      conditional: true,
      read(answer, nowMs) {
        const told = provider.read(answer, cells, settings, nowMs)
        switch (told.kind) {
          case 'refused':
            return told
          case 'unchanged':
            return { ...told, confirm: (trx) => confirmAll(trx, provider.name, cells, nowMs) }
          case 'runs': {
            const received = { provider: provider.name, receivedAtMs: nowMs }
            const runs = told.runs.map((it) => ({ ...it, ...received }))
            return { kind: 'taken', expiresAtMs: told.expiresAtMs, store: (trx) => archiveRuns(trx, runs, nowMs) }
          }
        }
      },
    }
  }
}

/** "Unchanged" concerns every cell that was asked for. */
async function confirmAll(trx: Trx, provider: string, cells: readonly Cell[], nowMs: EpochMs): Promise<void> {
  for (const { id } of cells) await confirmNewestRun(trx, { provider, cellId: id }, nowMs)
}
