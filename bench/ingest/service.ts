import { fileURLToPath } from 'node:url'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { messageNumber } from './packets.ts'
import { PinnedProcess, SERVER_CORE } from './process.ts'
import type { StoredSet } from './side.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const END_OF_TIME = Number.MAX_SAFE_INTEGER

export interface BootedService {
  readonly process: PinnedProcess
  /** Of the MQTT listener. */
  readonly port: number
  /** null: this process has no API. */
  readonly httpUrl: string | null
}

interface Listening {
  readonly msg?: string
  readonly mqtt?: string
  readonly http?: string | null
}

/** The service as `npm start` runs it, on free ports. */
export async function bootService(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<BootedService> {
  const process_ = new PinnedProcess(SERVER_CORE, process.execPath, [MAIN], {
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_LOG_LEVEL: 'info',
    YUKIBAN_FORECAST_PROVIDER: 'none',
    // Measured is what it can do, not what it grants one device.
    YUKIBAN_MQTT_RATE_PER_S: '1000000',
    YUKIBAN_MQTT_RATE_BURST: '1000000',
    ...env,
  })
  const { mqtt, http } = await process_.line((line) => {
    const entry = JSON.parse(line) as Listening
    return entry.msg === 'listening' && entry.mqtt !== undefined ? entry : undefined
  })
  return { process: process_, port: Number(new URL(mqtt ?? '').port), httpUrl: http ?? null }
}

/** What the store itself hands out, the service being down. */
export async function storedNumbers(dataDir: string, devices: readonly string[]): Promise<StoredSet> {
  const reading = { earliestMs: 0, maxAheadMs: END_OF_TIME }
  const store = await openReadingStore({ dataDir, reading })
  try {
    const found = new Map<string, number[]>()
    for (const deviceId of devices) {
      const readings = await store.readings({ deviceId, fromMs: 0, toMs: END_OF_TIME, limit: 10_000_000 })
      found.set(
        deviceId,
        readings.map((it) => messageNumber(it.seq ?? Number.NaN)),
      )
    }
    return found
  } finally {
    await store.close()
  }
}
