import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export interface ServiceProcess {
  readonly pid: number
  readonly mqttUrl: string
  readonly httpUrl: string
  /** Empty without YUKIBAN_METRICS_PORT. */
  readonly metricsUrl: string
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

/** The service as its own process, as `npm start` runs it; killed when the test ends. */
export async function spawnService(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', YUKIBAN_FORECAST_PROVIDER: 'none', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  return { ...(await listening(child)), pid: child.pid ?? 0, kill }
}

/** The line every start ends with; other people's scripts rely on it too. */
async function listening(child: ChildProcess): Promise<Pick<ServiceProcess, 'mqttUrl' | 'httpUrl' | 'metricsUrl'>> {
  if (child.stdout === null) throw new Error('no stdout')
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line) as { msg?: string; http?: string; mqtt?: string; metrics?: string }
    if (entry.msg !== 'listening') continue
    child.stdout.resume()
    return { httpUrl: entry.http ?? '', mqttUrl: entry.mqtt ?? '', metricsUrl: entry.metrics ?? '' }
  }
  throw new Error('the service ended before it listened')
}
