import { isIP } from 'node:net'
import { Type } from 'typebox'
import type { Api, ApiDeps } from './deps.ts'
import { nullableText, record } from './schema.ts'

/** Where the embedded broker listens, if this process runs it. */
export interface BrokerAddresses {
  readonly mqtt: string
  readonly mqtts: string | null
}

const Connection = record({
  url: nullableText('`mqtt://` or `mqtts://`, host and port; null: this process does not know.'),
  local: Type.Boolean({
    description: 'The broker listens on its own machine alone; devices elsewhere do not reach it.',
  }),
})

/** Where devices find the broker: what credentials, QR codes and examples tell a technician. */
export function registerDeviceConnection(app: Api, { config, brokerAddresses }: ApiDeps): void {
  app.get(
    '/api/v1/device-connection',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'Where devices find the MQTT broker',
        description:
          '`YUKIBAN_MQTT_PUBLIC_URL`; without it the external broker, or the embedded one, by the name this service is ' +
          'reached at.',
        tags: ['devices'],
        response: { 200: Connection },
      },
    },
    async (request) => {
      const { publicUrl } = config.mqtt
      if (publicUrl !== null) return { url: publicUrl, local: false }
      if (config.externalBroker !== null) {
        const { host, port, tls } = config.externalBroker
        return { url: addressText(tls, host, port), local: false }
      }
      const addresses = brokerAddresses()
      const listening = URL.parse(addresses?.mqtts ?? addresses?.mqtt ?? '')
      if (listening === null) return { url: null, local: false }
      const local = isLoopback(listening.hostname)
      const known = URL.parse(config.channels.publicUrl ?? '')?.hostname ?? request.hostname
      const host = isEverywhere(listening.hostname) ? known : listening.hostname
      return { url: addressText(listening.protocol === 'mqtts:', host, Number(listening.port)), local }
    },
  )
}

function addressText(tls: boolean, host: string, port: number): string {
  const named = isIP(host) === 6 ? `[${host}]` : host
  return `${tls ? 'mqtts' : 'mqtt'}://${named}:${port}`
}

function isEverywhere(host: string): boolean {
  return ['0.0.0.0', '::', '[::]'].includes(host)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}
