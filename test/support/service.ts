import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { type Service, startService } from '../../src/service.ts'
import { tempDir } from './temp-dir.ts'

export { type SteppedClock, simulatedClock, steppedClock } from './clock.ts'

/** Settings of a test service: free ports, own folder, loopback webhooks. */
export function testConfig(dataDir: string, env: Readonly<Record<string, string>> = {}): Config {
  return readConfig({
    YUKIBAN_DATA_DIR: dataDir,
    YUKIBAN_HTTP_PORT: '0',
    YUKIBAN_MQTT_PORT: '0',
    YUKIBAN_LOG_LEVEL: 'silent',
    YUKIBAN_WEBHOOK_ALLOW: '127.0.0.0/8',
    // No test calls out: those of forecasts name a server of their own.
    YUKIBAN_FORECAST_PROVIDER: 'none',
    ...env,
  })
}

/** The real service on free ports; stopped when the test ends. */
export async function testService(
  options: { dataDir?: string; clock?: Clock; env?: Readonly<Record<string, string>> } = {},
): Promise<Service & { dataDir: string }> {
  const dataDir = options.dataDir ?? tempDir()
  const config = testConfig(dataDir, options.env)
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const service = await startService(config, { ...(options.clock === undefined ? {} : { clock: options.clock }), log })
  onTestFinished(() => service.stop())
  return { ...service, dataDir }
}
