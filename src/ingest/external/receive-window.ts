/** Payloads waiting for the disk take at most about this much memory, whatever their number. */
const MAX_BYTES = 32 * 1024 * 1024

/**
 * Bounds what has been received and is not durable yet, over all connections one after another: a store that refuses
 * for an hour must not gather another window with each reconnection.
 */
export class ReceiveWindow {
  readonly #maxMessages: number
  #messages = 0
  #bytes = 0

  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages
  }

  get messages(): number {
    return this.#messages
  }

  /** Nothing more should be read. */
  get full(): boolean {
    return this.#messages >= this.#maxMessages || this.#bytes >= MAX_BYTES
  }

  /** Reading may go on; well below `full`, so that the socket is not stopped and started for each message. */
  get roomy(): boolean {
    return this.#messages <= this.#maxMessages / 2 && this.#bytes <= MAX_BYTES / 2
  }

  enter(bytes: number): void {
    this.#messages++
    this.#bytes += bytes
  }

  leave(bytes: number): void {
    this.#messages--
    this.#bytes -= bytes
  }
}
