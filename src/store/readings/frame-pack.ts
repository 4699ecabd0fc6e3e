import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Frame } from './port.ts'

/**
 * Many readings as one block of bytes: in a burst the log gets one row for all of them, which costs a tenth of a row
 * each. Layout, little-endian: version (u8), count (u32), then per frame: length of the device id (u8), id (UTF-8),
 * receive time (f64, epoch ms), length of the payload (u32), payload.
 */

const VERSION = 1
const HEADER_BYTES = 5
/** Lengths and receive time. */
const FIXED_BYTES = 13

export interface PackedFrame {
  readonly deviceId: string
  readonly receivedAtMs: number
  readonly payload: Uint8Array
}

/** A device id as it stands in a pack: its length, then its bytes. At most 255 bytes. */
export function packedId(deviceId: string): Uint8Array {
  const id = Buffer.from(deviceId)
  if (id.byteLength > 255) throw new RangeError(`device id of ${id.byteLength} bytes is longer than 255`)
  return Buffer.concat([Buffer.from([id.byteLength]), id])
}

/** Whether a frame keeps all it has when packed: a whole reading in our own format. */
export function isPackable(frame: Frame): boolean {
  const plain = frame.kind === 'reading' && frame.codec === 'json' && frame.payloadFormat == null
  return plain && frame.sizeBytes === frame.payload.byteLength
}

/** @param idOf `packedId` of a device; known ones are worth keeping. */
export function packFrames(frames: readonly Frame[], idOf: (deviceId: string) => Uint8Array): Uint8Array<ArrayBuffer> {
  let size = HEADER_BYTES
  for (const frame of frames) size += FIXED_BYTES - 1 + idOf(frame.deviceId).byteLength + frame.payload.byteLength
  const pack = Buffer.from(new ArrayBuffer(size))
  pack.writeUInt8(VERSION)
  pack.writeUInt32LE(frames.length, 1)
  let at = HEADER_BYTES
  for (const frame of frames) {
    const id = idOf(frame.deviceId)
    pack.set(id, at)
    at = pack.writeDoubleLE(frame.receivedAtMs, at + id.byteLength)
    at = pack.writeUInt32LE(frame.payload.byteLength, at)
    pack.set(frame.payload, at)
    at += frame.payload.byteLength
  }
  return pack
}

/** Throws when the bytes are no pack. */
export function unpackFrames(bytes: Uint8Array): PackedFrame[] {
  const pack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (pack[0] !== VERSION) throw new RangeError(`the log has a pack of version ${pack[0]}, this one knows ${VERSION}`)
  const count = pack.readUInt32LE(1)
  const frames: PackedFrame[] = []
  let at = HEADER_BYTES
  while (frames.length < count) {
    const idEnd = at + 1 + pack.readUInt8(at)
    const deviceId = pack.toString('utf8', at + 1, idEnd)
    const receivedAtMs = pack.readDoubleLE(idEnd)
    const start = idEnd + 12
    at = start + pack.readUInt32LE(idEnd + 8)
    if (at > pack.byteLength) throw new RangeError(`a pack of ${pack.byteLength} bytes ends within a frame`)
    frames.push({ deviceId, receivedAtMs, payload: pack.subarray(start, at) })
  }
  return frames
}

/** Compressing fewer bytes than this costs more than writing them. */
const MIN_COMPRESSED_BYTES = 8192
/** Far above what a pack can hold: a damaged length must not take all memory. */
const MAX_PACK_BYTES = 1 << 28
/** The quickest level, with a checksum: readings of one fleet resemble each other, so it is enough. */
const ZSTD = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }
/** First byte of every zstd frame (RFC 8878, 3.1.1); a pack begins with its version. */
const ZSTD_MAGIC = 0x28

/** A pack as it goes to disk. A fifth to a tenth of the bytes is less work than writing them all. */
export function sealPack(pack: Uint8Array): Uint8Array {
  return pack.byteLength < MIN_COMPRESSED_BYTES ? pack : zstdCompressSync(pack, { params: ZSTD })
}

/** Throws when the bytes are damaged. */
export function openPack(sealed: Uint8Array): Uint8Array {
  return sealed[0] === ZSTD_MAGIC ? zstdDecompressSync(sealed, { maxOutputLength: MAX_PACK_BYTES }) : sealed
}
