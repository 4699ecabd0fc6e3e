import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../test/support/servers.ts'
import { PinnedProcess, SERVER_CORE } from '../process.ts'
import type { Side } from '../side.ts'
import { lacksMosquitto, startMosquitto } from './mosquitto.ts'
import { rowsIn, settledNumbers } from './peer-table.ts'

const RED = fileURLToPath(new URL('../../node_modules/node-red/red.js', import.meta.url))
const QUIET_MS = 2500
/** A batch is written when it has so many messages, or every second. */
const BATCH = 500

/** Mosquitto in front of Node-RED: an MQTT node, and a function node that inserts in batches into the same SQLite. */
export const nodeRed: Side = {
  name: 'node_red',
  missing: lacksNodeRed,
  async start(dir) {
    const broker = await startMosquitto(dir)
    const file = join(dir, 'readings.db')
    writeFileSync(join(dir, 'settings.cjs'), nodeRedSettings(await freePort(), { sqlite: 'require:node:sqlite', file }))
    writeFileSync(join(dir, 'flows.json'), JSON.stringify(flow(broker.port)))
    let red = await bootNodeRed(dir)
    return {
      port: broker.port,
      pids: () => [broker.process.pid, red.pid],
      stored: () => rowsIn(file),
      async killAndRecover() {
        await red.stop('SIGKILL')
        red = await bootNodeRed(dir)
        return settledNumbers(file, QUIET_MS)
      },
      async stop() {
        await red.stop()
        await broker.process.stop()
      },
    }
  },
}

export function lacksNodeRed(): string | undefined {
  return lacksMosquitto() ?? (existsSync(RED) ? undefined : 'node-red is not installed (npm ci --prefix bench)')
}

/** Node-RED with the settings and the flow of a folder, connected to its broker. */
export async function bootNodeRed(dir: string): Promise<PinnedProcess> {
  const args = [RED, '--userDir', dir, '--settings', join(dir, 'settings.cjs'), 'flows.json']
  const red = new PinnedProcess(SERVER_CORE, process.execPath, args)
  await red.line((line) => (/Connected to broker/.test(line) ? true : undefined))
  return red
}

/** @param known what function nodes find under `global`; a text `require:NAME` stands for that module. */
export function nodeRedSettings(port: number, known: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(known).map(([name, value]) => {
    const module = typeof value === 'string' && /^require:(.*)$/.exec(value)?.[1]
    return `${name}: ${module ? `require('${module}')` : JSON.stringify(value)}`
  })
  return `module.exports = {
  uiPort: ${port}, uiHost: '127.0.0.1', flowFile: 'flows.json', disableEditor: true, httpAdminRoot: false,
  credentialSecret: false, telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
  functionGlobalContext: { ${entries.join(', ')} },
}`
}

/** The part of a flow that every side begins with: readings by MQTT, QoS 1, in a session that outlives the process. */
export function readingsInto(nodeId: string, brokerPort: number): object[] {
  const broker = {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(brokerPort),
    clientid: 'node-red',
    autoConnect: true,
    protocolVersion: '4',
    keepalive: '60',
    cleansession: false,
  }
  const source = {
    id: 'in',
    type: 'mqtt in',
    z: 'tab',
    topic: 'yukiban/v1/+/reading',
    qos: '1',
    datatype: 'json',
    broker: 'broker',
    wires: [[nodeId]],
  }
  return [{ id: 'tab', type: 'tab', label: 'bench' }, broker, source]
}

function flow(brokerPort: number): object[] {
  const open = `const { DatabaseSync } = global.get('sqlite')
const database = new DatabaseSync(global.get('file'))
database.exec('pragma journal_mode = wal; pragma synchronous = full')
database.exec('create table if not exists reading (device text, seq integer, at integer, payload text)')
const insert = database.prepare('insert into reading values (?, ?, ?, ?)')
let batch = []
function flush() {
  const them = batch
  batch = []
  if (them.length === 0) return
  database.exec('begin')
  for (const it of them) insert.run(it.topic.split('/')[2], it.payload.seq, it.payload.at, JSON.stringify(it.payload))
  database.exec('commit')
}
context.set('batch', { add(msg) { batch.push(msg); if (batch.length >= ${BATCH}) flush() } })
context.set('timer', setInterval(flush, 1000))`
  const insert = {
    id: 'insert',
    type: 'function',
    z: 'tab',
    func: "context.get('batch').add(msg)",
    outputs: 0,
    initialize: open,
    finalize: "clearInterval(context.get('timer'))",
    wires: [],
  }
  return [...readingsInto(insert.id, brokerPort), insert]
}
