import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../../test/support/servers.ts'
import { startMosquitto } from '../../ingest/sides/mosquitto.ts'
import { bootNodeRed, lacksNodeRed, nodeRedSettings, readingsInto } from '../../ingest/sides/node-red.ts'
import { MOUNT_MM, RELEASE_CM, TRIGGER_CM } from '../depths.ts'
import { contractorOfEach, newSecrets } from '../district.ts'
import type { Side } from '../side.ts'

/**
 * Mosquitto in front of Node-RED: MQTT in (QoS 1, a session that outlives the process), a function that calls once when
 * the median of a device's last three readings crosses the trigger and signs the message, HTTP request. The flow one
 * would draw; what it remembers is in memory, as by default.
 */
export const nodeRed: Side = {
  name: 'node_red',
  missing: lacksNodeRed,
  async start({ dir, devices, webhook, credentials }) {
    const contractors = contractorOfEach(devices)
    const webhookSecrets = newSecrets(new Set(Object.values(contractors)))
    const tokens = Object.fromEntries(devices.map((it) => [it, '']))
    writeFileSync(credentials, JSON.stringify({ devices: tokens, webhookSecrets }), { mode: 0o600 })
    const broker = await startMosquitto(dir)
    const known = { crypto: 'require:node:crypto', webhook, contractors, webhookSecrets }
    writeFileSync(join(dir, 'settings.cjs'), nodeRedSettings(await freePort(), known))
    writeFileSync(join(dir, 'flows.json'), JSON.stringify(flow(broker.port)))
    let red = await bootNodeRed(dir)
    return {
      mqttPort: broker.port,
      async killAndRestart() {
        await red.stop('SIGKILL')
        red = await bootNodeRed(dir)
      },
      async stop() {
        await red.stop()
        await broker.process.stop()
      },
    }
  },
}

const DECIDE = `const device = msg.topic.split('/')[2]
const samples = [...(context.get(device) || []), (${MOUNT_MM} - msg.payload.distance_mm) / 10].slice(-3)
context.set(device, samples)
const depthCm = [...samples].sort((a, b) => a - b)[Math.floor((samples.length - 1) / 2)]
const above = context.get('above') || {}
if (depthCm < ${RELEASE_CM}) above[device] = false
if (depthCm < ${TRIGGER_CM} || above[device]) { context.set('above', above); return null }
above[device] = true
context.set('above', above)
const contractor = global.get('contractors')[device]
const route = device.replace(/^dev/, 'route')
const crypto = global.get('crypto')
const id = 'msg_' + crypto.randomUUID()
const timestamp = String(Math.floor(Date.now() / 1000))
const body = JSON.stringify({ type: 'offer.created', timestamp: new Date().toISOString(), data: { route: { id: route } } })
const key = Buffer.from(global.get('webhookSecrets')[contractor].slice('whsec_'.length), 'base64')
const signature = crypto.createHmac('sha256', key).update(id + '.' + timestamp + '.' + body).digest('base64')
return {
  method: 'POST',
  url: global.get('webhook') + '/' + contractor,
  headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': 'v1,' + signature },
  payload: body,
}`

function flow(brokerPort: number): object[] {
  const decide = { id: 'decide', type: 'function', z: 'tab', func: DECIDE, outputs: 1, wires: [['call']] }
  const call = { id: 'call', type: 'http request', z: 'tab', method: 'use', ret: 'txt', persist: true, wires: [[]] }
  return [...readingsInto(decide.id, brokerPort), decide, call]
}
