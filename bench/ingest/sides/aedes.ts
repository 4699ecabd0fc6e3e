import { fileURLToPath } from 'node:url'
import { PinnedProcess, SERVER_CORE } from '../process.ts'
import type { Side } from '../side.ts'

/** Bare Aedes: the ceiling of what our broker library acknowledges when nothing is kept. */
export const bareAedes: Side = {
  name: 'bare_aedes',
  async start() {
    const script = fileURLToPath(new URL('./aedes-server.ts', import.meta.url))
    const server = new PinnedProcess(SERVER_CORE, process.execPath, [script])
    const { port } = await server.line((line) => JSON.parse(line) as { port: number })
    return { port, pids: () => [server.pid], stop: () => server.stop() }
  },
}
