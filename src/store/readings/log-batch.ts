import { isPackable, packedId, packFrames } from './frame-pack.ts'
import type { Frame } from './port.ts'

/** Fewer readings in a row than this get a row of the log each, which anybody can read with SQL. */
const MIN_PACKED = 8

/** Part of a batch, in order: readings packed into one row, or frames with a row each. */
export type LogGroup =
  | { readonly packed: Uint8Array; readonly count: number; readonly receivedAtMs: number }
  | { readonly frames: readonly Frame[] }

/** Frames on their way to the log: one transaction, made to cross to the worker thread without copies. */
export interface LogBatch {
  readonly groups: readonly LogGroup[]
  /** Devices of packed frames that the log may not know yet. */
  readonly devices: readonly string[]
}

/** Makes batches; remembers the devices it has seen, a few bytes each. */
export class LogBatcher {
  /** Device ids as they are packed; in here only once the log has them. */
  readonly #ids = new Map<string, Uint8Array>()

  /** @returns the batch and the memory that is handed over with it. */
  batch(frames: readonly Frame[]): { batch: LogBatch; transfer: ArrayBuffer[] } {
    const groups: LogGroup[] = []
    const transfer: ArrayBuffer[] = []
    const news = new Map<string, Uint8Array>()
    const idOf = (deviceId: string) => this.#ids.get(deviceId) ?? remembered(news, deviceId)
    for (let from = 0; from < frames.length; ) {
      let to = from
      while (to < frames.length && isPackable(frames[to] as Frame)) to++
      if (to - from >= MIN_PACKED) {
        const run = frames.slice(from, to)
        const packed = packFrames(run, idOf)
        transfer.push(packed.buffer)
        groups.push({ packed, count: run.length, receivedAtMs: run.at(-1)?.receivedAtMs ?? 0 })
      } else {
        to = Math.max(to, from + 1)
        groups.push({ frames: frames.slice(from, to).map((it) => ownBytes(it, transfer)) })
      }
      from = to
    }
    return { batch: { groups, devices: [...news.keys()] }, transfer }
  }

  /** To be called when a batch is in the log. */
  stored(batch: LogBatch): void {
    for (const id of batch.devices) this.#ids.set(id, packedId(id))
  }
}

function remembered(ids: Map<string, Uint8Array>, deviceId: string): Uint8Array {
  const found = ids.get(deviceId)
  if (found !== undefined) return found
  const id = packedId(deviceId)
  ids.set(deviceId, id)
  return id
}

/** A payload is a window into what was read from a socket: sent as it is, all of that would be copied. */
function ownBytes(frame: Frame, transfer: ArrayBuffer[]): Frame {
  const payload = Uint8Array.from(frame.payload)
  transfer.push(payload.buffer)
  return { ...frame, payload }
}
