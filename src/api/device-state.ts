import type { Static } from 'typebox'
import { sensorSnow } from '../decide/sensor-snow.ts'
import { toIso } from '../domain/time.ts'
import { findDevice } from '../store/devices/find-device.ts'
import type { Api, ApiDeps } from './deps.ts'
import { ownedBy, principalOf } from './principal.ts'
import { IdParams, nullableText, record, ref, Time } from './schema.ts'
import { SENSOR_SNOW_FIELDS, sensorSnowView } from './sensor-view.ts'

const DeviceStateSchema = record(
  { at: Time, routeId: nullableText('The route it watches; null: none.'), ...SENSOR_SNOW_FIELDS },
  { $id: 'DeviceState' },
)

/** The snow under one sensor now: depth, since the last pass, snowfall, resets, the latest drop, faults. */
export function registerDeviceState(app: Api, { db, clock, sensorState }: ApiDeps): void {
  app.addSchema(DeviceStateSchema)
  app.get(
    '/api/v1/devices/:id/state',
    {
      config: { scope: 'readings:read' },
      schema: {
        summary: 'Snow under a sensor now: depth, since the last pass, snowfall, resets, latest drop, faults',
        description: 'What is not known is null, never 0. A camera has no such state: its `status` is `no-data`.',
        tags: ['devices'],
        params: IdParams,
        response: { 200: ref(DeviceStateSchema) },
      },
    },
    async (request): Promise<Static<typeof DeviceStateSchema>> => {
      const { id } = request.params
      const device = ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      const snow = sensorSnow(device, await sensorState(id), clock.now())
      return { at: toIso(clock.now()), routeId: device.routeId, ...sensorSnowView(snow) }
    },
  )
}
