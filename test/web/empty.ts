import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { type Service, startService } from '../../src/service.ts'

export interface Empty extends AsyncDisposable {
  readonly service: Service
}

/** A service that nobody has set up. */
export async function openEmpty(): Promise<Empty> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yukiban-first-'))
  const config = readConfig({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_FORECAST_PROVIDER: 'none',
  })
  const service = await startService(config, { log: pino({ level: 'silent' }) })
  return {
    service,
    [Symbol.asyncDispose]: async () => {
      await service.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
