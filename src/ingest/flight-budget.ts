/**
 * What all connections together may hold in memory: publishes that wait for the disk, and large ones still arriving.
 * Above either bound nobody's socket is read; who wanted to read goes on in turn as soon as there is room.
 */
export class FlightBudget {
  readonly #maxFrames: number
  readonly #maxBytes: number
  /** In order of asking, each once. */
  readonly #waiting = new Set<() => void>()
  #frames = 0
  #bytes = 0

  constructor(maxFrames: number, maxBytes: number) {
    this.#maxFrames = maxFrames
    this.#maxBytes = maxBytes
  }

  get frames(): number {
    return this.#frames
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The bounds may be exceeded by what one more read or one more large packet brings, and by no more. */
  get hasRoom(): boolean {
    return this.#frames < this.#maxFrames && this.#bytes < this.#maxBytes
  }

  take(frames: number, bytes: number): void {
    this.#frames += frames
    this.#bytes += bytes
  }

  give(frames: number, bytes: number): void {
    this.#frames -= frames
    this.#bytes -= bytes
    while (this.hasRoom) {
      const next = this.#waiting.values().next()
      if (next.done) return
      this.#waiting.delete(next.value)
      next.value()
    }
  }

  /** Calls `wake` once when there is room again; asking twice keeps the first place. */
  wait(wake: () => void): void {
    this.#waiting.add(wake)
  }

  forget(wake: () => void): void {
    this.#waiting.delete(wake)
  }
}
