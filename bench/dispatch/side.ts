/** One of the systems compared, running on the server's core in front of a town's devices. */
export interface RunningSide {
  readonly mqttPort: number
  /** Kills what decides (SIGKILL) and starts it again on the same files. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

export interface Town {
  readonly dir: string
  readonly devices: readonly string[]
  /** Base URL of the contractors' endpoint. */
  readonly webhook: string
  /** Where the tokens and secrets are to be written, as JSON. */
  readonly credentials: string
}

export interface Side {
  readonly name: string
  /** Why it cannot run here; undefined when it can. */
  missing?(): string | undefined
  start(town: Town): Promise<RunningSide>
}
