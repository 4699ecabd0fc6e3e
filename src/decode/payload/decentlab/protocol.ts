/** Version byte, device number and flags precede the sensor words. */
const HEADER_BYTES = 5
const PROTOCOL_VERSION = 2

export interface DecentlabMessage {
  /** The number printed on the device. */
  readonly deviceNumber: number
  /** The words of each sensor block in order; null: the device left the block out. */
  readonly blocks: readonly (readonly number[] | null)[]
}

/**
 * Splits a Decentlab message (protocol 2): version, device number, flags, then for each set flag the 16-bit words of that
 * sensor, all big-endian. Returns the reason when the bytes do not add up to exactly that.
 * @param wordsOfBlock how many words each of the device's blocks has.
 */
export function splitDecentlab(bytes: Uint8Array, wordsOfBlock: readonly number[]): DecentlabMessage | string {
  if (bytes.length < HEADER_BYTES) return `truncated: ${bytes.length} bytes, the header alone has ${HEADER_BYTES}`
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = view.getUint8(0)
  if (version !== PROTOCOL_VERSION) return `protocol version ${version} is not known, only ${PROTOCOL_VERSION}`
  const flags = view.getUint16(3)
  const unknown = flags >> wordsOfBlock.length
  if (unknown !== 0) return `announces sensor block ${wordsOfBlock.length} or later, which this device does not have`
  const present = wordsOfBlock.map((_, block) => (flags & (1 << block)) !== 0)
  const expected = HEADER_BYTES + 2 * wordsOfBlock.reduce((sum, words, block) => sum + (present[block] ? words : 0), 0)
  if (bytes.length !== expected) {
    return `${bytes.length < expected ? 'truncated' : 'too long'}: ${bytes.length} bytes instead of ${expected}`
  }
  let at = HEADER_BYTES
  const blocks = wordsOfBlock.map((words, block) => {
    if (!present[block]) return null
    const start = at
    at += 2 * words
    return Array.from({ length: words }, (_, word) => view.getUint16(start + 2 * word))
  })
  return { deviceNumber: view.getUint16(1), blocks }
}

/** Battery voltage, V, of the block that carries it as millivolts. */
export function batteryVOf(block: readonly number[] | null | undefined): number | null {
  const [milliVolt] = block ?? []
  return milliVolt === undefined ? null : milliVolt / 1000
}
