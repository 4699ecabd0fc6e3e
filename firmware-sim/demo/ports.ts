import { createServer } from 'node:net'

export interface Ports {
  /** 0: any that is free. */
  readonly http: number
  readonly mqtt: number
  /** Defaults that somebody else has. */
  readonly taken: readonly number[]
}

const HTTP_PORT = 8080
const MQTT_PORT = 1883

/** The service's default ports, or any free ones in place of those that are taken. */
export async function defaultPorts(): Promise<Ports> {
  const taken: number[] = []
  for (const port of [HTTP_PORT, MQTT_PORT]) if (!(await isFree(port))) taken.push(port)
  const orAny = (port: number) => (taken.includes(port) ? 0 : port)
  return { http: orAny(HTTP_PORT), mqtt: orAny(MQTT_PORT), taken }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
