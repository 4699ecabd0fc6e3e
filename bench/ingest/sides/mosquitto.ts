import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findServer, freePort } from '../../../test/support/servers.ts'
import { PinnedProcess, SERVER_CORE } from '../process.ts'
import type { Side } from '../side.ts'

const READY_TIMEOUT_MS = 5000

/** Resolves once somebody accepts connections on the port. */
async function listening(port: number): Promise<void> {
  const untilMs = performance.now() + READY_TIMEOUT_MS
  while (performance.now() < untilMs) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port }, () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (accepted) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`nobody listens on port ${port}`)
}

/** Mosquitto with queues that never drop, on the server's core. */
export async function startMosquitto(dir: string): Promise<{ process: PinnedProcess; port: number }> {
  const port = await freePort()
  const config = join(dir, 'mosquitto.conf')
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n` +
      'max_inflight_messages 1000\nmax_connections -1\nlog_dest none\n',
  )
  const server = new PinnedProcess(SERVER_CORE, findServer('mosquitto') ?? 'mosquitto', ['-c', config])
  await listening(port)
  return { process: server, port }
}

export function lacksMosquitto(): string | undefined {
  return findServer('mosquitto') === undefined ? 'mosquitto is not installed (or TEST_MOSQUITTO_BIN)' : undefined
}

/** Mosquitto alone: what a broker in C acknowledges when nothing is kept. */
export const bareMosquitto: Side = {
  name: 'bare_mosquitto',
  missing: lacksMosquitto,
  async start(dir) {
    const server = await startMosquitto(dir)
    return { port: server.port, pids: () => [server.process.pid], stop: () => server.process.stop() }
  },
}
