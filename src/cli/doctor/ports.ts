import { createServer } from 'node:net'
import type { Config } from '../../config.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

/** Time a service on this machine has to answer, ms. */
const ANSWER_MS = 2000

/** Whether the ports are free, or held by a running service. */
export async function checkPorts(config: Config): Promise<Finding[]> {
  const { http, mqtt } = config
  const httpUse = await portUse(http.host, http.port)
  const running = httpUse === 'taken' && (await answersLivez(http.host, http.port))
  const mqttUse = await portUse(mqtt.host, mqtt.port)
  return [
    finding('HTTP port', `${http.host}:${http.port}`, httpUse, running, 'YUKIBAN_HTTP_PORT'),
    finding('MQTT port', `${mqtt.host}:${mqtt.port}`, mqttUse, running, 'YUKIBAN_MQTT_PORT'),
  ]
}

type PortUse = 'any' | 'free' | 'taken' | { readonly error: string }

function finding(check: string, address: string, use: PortUse, running: boolean, setting: string): Finding {
  if (use === 'any') return ok(check, 'a free one is picked at start')
  if (use === 'free') return ok(check, `${address} is free`)
  if (use !== 'taken') {
    return fail(check, `${address} cannot be used: ${use.error}`, `Correct ${setting} or its host setting.`)
  }
  if (running) return ok(check, `${address} is in use while a service is running`)
  const remedy = `Stop the program that holds it, or choose another port in ${setting}.`
  // the API may run on another machine, so a taken MQTT port alone proves nothing
  return check === 'MQTT port'
    ? warn(check, `${address} is in use, and no service answers on the HTTP port`, remedy)
    : fail(check, `${address} is in use by something that is not Yukiban`, remedy)
}

function portUse(host: string, port: number): Promise<PortUse> {
  if (port === 0) return Promise.resolve('any')
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE' ? 'taken' : { error: error.message })
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')))
  })
}

async function answersLivez(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  try {
    const response = await fetch(`http://${name}:${port}/livez`, { signal: AbortSignal.timeout(ANSWER_MS) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
