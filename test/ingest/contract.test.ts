import { describe } from 'vitest'
import { ingestContract } from '../contract/ingest.ts'
import { smallDistrict } from '../support/district.ts'
import { serviceBehindMosquitto } from '../support/external-broker.ts'
import { DEVICE_PASSWORD, lacksMosquitto } from '../support/mosquitto.ts'
import { connectDevice } from '../support/mqtt.ts'
import { testService } from '../support/service.ts'

describe('the embedded broker', () => {
  ingestContract(
    async () => {
      const service = await testService()
      const { tokens } = await smallDistrict(service.db, { routes: 2 })
      return { service, connect: (id) => connectDevice(service.mqttUrl ?? '', id, tokens[id] ?? '') }
    },
    { skip: false },
  )
})

describe.each(['shared', 'plain'])('an external broker, %s subscription', (subscription) => {
  ingestContract(
    async () => {
      const env = { YUKIBAN_MQTT_SUBSCRIPTION: subscription }
      const { mosquitto, service } = await serviceBehindMosquitto({ routes: 2, env })
      return { service, connect: (id) => connectDevice(mosquitto.url, id, DEVICE_PASSWORD) }
    },
    { skip: lacksMosquitto },
  )
})
