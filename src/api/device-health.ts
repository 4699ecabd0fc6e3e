import { type Static, Type } from 'typebox'
import type { HealthReason } from '../device-life/health.ts'
import type { HealthNow } from '../device-life/read-health.ts'
import { BATTERY_STATES, CLOCK_QUALITIES, PRESENCE_STATUSES } from '../domain/device-health.ts'
import { SECOND_MS, toIso } from '../domain/time.ts'
import { findDevice } from '../store/devices/find-device.ts'
import type { Api, ApiDeps } from './deps.ts'
import { ownedBy, principalOf } from './principal.ts'
import { IdParams, nullableNumber, nullableText, nullableTime, oneOf, record, ref } from './schema.ts'
import { isoOrNull } from './times.ts'

const HealthView = record(
  {
    deviceId: Type.String(),
    status: oneOf(PRESENCE_STATUSES, 'Heard as often as expected, less often, not any more, or never yet.'),
    since: nullableTime('Since when the status holds; null until the timer has seen it.'),
    lastSeenAt: nullableTime('Receipt of its last message.'),
    lastReadingAt: nullableTime('Time of its newest reading.'),
    expectedIntervalS: Type.Number({ description: 'What it reported to keep, else what is registered.' }),
    lateAfterS: Type.Number(),
    offlineAfterS: Type.Number(),
    saidState: nullableText('What it last said of itself on its status topic, its last will included.'),
    battery: record({ state: oneOf(BATTERY_STATES), volts: nullableNumber('Median of its newest readings.') }),
    clock: record({
      quality: oneOf(CLOCK_QUALITIES),
      skewMs: nullableNumber("Above 0: the device's clock is ahead of ours."),
    }),
    reasons: Type.Array(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })),
  },
  { $id: 'DeviceHealth' },
)

/** How a device is now, judged when asked. */
export function registerDeviceHealth(app: Api, { db, deviceHealth }: ApiDeps): void {
  app.addSchema(HealthView)
  app.get(
    '/api/v1/devices/:id/health',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'Whether a device is heard, its battery and its clock, with reasons',
        tags: ['devices'],
        params: IdParams,
        response: { 200: ref(HealthView) },
      },
    },
    async (request) => {
      const { id } = request.params
      const device = ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      return healthView(await deviceHealth(device))
    },
  )
}

function healthView(health: HealthNow): Static<typeof HealthView> {
  return {
    deviceId: health.deviceId,
    status: health.status,
    since: isoOrNull(health.sinceMs),
    lastSeenAt: isoOrNull(health.lastSeenAtMs),
    lastReadingAt: isoOrNull(health.lastReadingAtMs),
    expectedIntervalS: health.intervalS,
    lateAfterS: health.lateAfterMs / SECOND_MS,
    offlineAfterS: health.offlineAfterMs / SECOND_MS,
    saidState: health.saidState,
    battery: { state: health.battery.state, volts: health.battery.batteryV },
    clock: { quality: health.clock.quality, skewMs: health.clock.skewMs },
    reasons: health.reasons.map(reasonView),
  }
}

function reasonView(reason: HealthReason): Record<string, unknown> {
  if (reason.code !== 'said-offline') return { ...reason }
  return { code: reason.code, at: toIso(reason.atMs) }
}
