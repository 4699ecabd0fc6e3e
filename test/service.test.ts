import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../src/service.ts'
import { testConfig, testService } from './support/service.ts'
import { tempDir } from './support/temp-dir.ts'

test.each(['YUKIBAN_HTTP_PORT', 'YUKIBAN_MQTT_PORT', 'YUKIBAN_METRICS_PORT'])(
  'a taken port is named, with the remedy, and nothing is left running: %s',
  async (setting) => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const dataDir = tempDir()
    await expect(startService(testConfig(dataDir, { [setting]: String(port) }))).rejects.toMatchObject({
      code: 'address-unavailable',
      message: `cannot listen on 127.0.0.1:${port} (EADDRINUSE)`,
    })
    // The same folder opens again: the failed start let go of everything.
    await testService({ dataDir })
  },
)

test('stopping twice is stopping once', async () => {
  const service = await startService(testConfig(tempDir()))
  await service.stop()
  await service.stop()
})
