import type { Credentials } from './device.ts'

/** One of the systems compared, running on the server's core. */
export interface RunningSide {
  readonly port: number
  pids(): number[]
  /** Messages durably stored by now; undefined for a side that stores nothing. */
  stored?(): number
  /** Kills what acknowledges (SIGKILL), starts it again, and returns what is stored once nothing more comes. */
  killAndRecover?(): Promise<StoredSet>
  stop(): Promise<void>
}

/** Message numbers by device; a device's list holds a number twice when it is stored twice. */
export type StoredSet = ReadonlyMap<string, readonly number[]>

export interface Side {
  readonly name: string
  /** Why it cannot run here; undefined when it can. */
  missing?(): string | undefined
  /** @param dir an empty folder of its own. @param credentials of every device of the run. */
  start(dir: string, credentials: readonly Credentials[]): Promise<RunningSide>
}
