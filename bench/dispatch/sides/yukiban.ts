import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../../test/support/servers.ts'
import { bootService } from '../../ingest/service.ts'
import { importTown, WEBHOOK_ALLOW } from '../district.ts'
import type { Side } from '../side.ts'

/** The service as `npm start` runs it: broker, store, decision, orders and webhooks in one process. */
export const yukiban: Side = {
  name: 'yukiban',
  async start({ dir, devices, webhook, credentials }) {
    const dataDir = join(dir, 'data')
    mkdirSync(dataDir)
    const made = await importTown(dataDir, devices, webhook)
    writeFileSync(credentials, JSON.stringify(made), { mode: 0o600 })
    const mqttPort = await freePort()
    const boot = () =>
      bootService(dataDir, { YUKIBAN_MQTT_PORT: String(mqttPort), YUKIBAN_WEBHOOK_ALLOW: WEBHOOK_ALLOW })
    let service = await boot()
    return {
      mqttPort,
      async killAndRestart() {
        await service.process.stop('SIGKILL')
        service = await boot()
      },
      stop: () => service.process.stop(),
    }
  },
}
