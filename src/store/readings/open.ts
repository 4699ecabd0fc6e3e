import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import { YukibanError } from '../../errors.ts'
import { checkInflux } from './influx/bootstrap.ts'
import { InfluxClient, type InfluxSettings } from './influx/client.ts'
import { InfluxFault } from './influx/fault.ts'
import { Forwarder } from './influx/forwarder.ts'
import { InfluxReadingStore } from './influx.ts'
import type { ReadingStore } from './port.ts'
import type { SpoolingReadingStore } from './spool-messages.ts'
import { openReadingStore as openEmbeddedStore, type ReadingStoreOptions } from './sqlite.ts'

export interface ServiceReadingOptions extends ReadingStoreOptions {
  readonly clock: Clock
  readonly log: Logger
  /** null: readings stay in the embedded store. */
  readonly influx: (InfluxSettings & { readonly spoolKeepMs: number }) | null
}

/**
 * Opens the store the settings ask for: the embedded one, or InfluxDB behind it. For the service alone: it decides
 * whether readings are forwarded from now on; a tool beside it opens the embedded file as it is.
 * Throws what the embedded store throws; `config-invalid` when InfluxDB answers that a setting is wrong. An InfluxDB that
 * does not answer is no reason not to start: readings wait in the spool.
 */
export async function openReadingStore(options: ServiceReadingOptions): Promise<ReadingStore | InfluxReadingStore> {
  const spool = await openEmbeddedStore(options)
  try {
    if (options.influx !== null) return await openInflux(spool, options.influx, options)
    await spool.spool({ op: 'disable' })
    return spool
  } catch (error) {
    await spool.close()
    throw error
  }
}

async function openInflux(
  spool: SpoolingReadingStore,
  influx: InfluxSettings & { readonly spoolKeepMs: number },
  { clock, log }: ServiceReadingOptions,
): Promise<InfluxReadingStore> {
  await spool.spool({ op: 'enable' })
  const client = new InfluxClient(influx)
  try {
    const version = await versionIfReachable(client, log)
    if (version !== undefined) log.info({ url: influx.url, version, bucket: influx.bucket }, 'InfluxDB is ready')
    const forwarder = new Forwarder({ spool, client, clock, log }, version !== undefined)
    return new InfluxReadingStore({ spool, client, forwarder, clock, spoolKeepMs: influx.spoolKeepMs })
  } catch (error) {
    client.close()
    throw error
  }
}

/** undefined: it does not answer at present. */
async function versionIfReachable(client: InfluxClient, log: Logger): Promise<string | undefined> {
  try {
    return await checkInflux(client)
  } catch (error) {
    if (!(error instanceof InfluxFault)) throw error
    if (error.kind === 'setting') throw new YukibanError('config-invalid', error.message, { cause: error })
    log.warn({ err: error }, 'InfluxDB does not answer; readings wait here until it does')
    return undefined
  }
}
