import { type Static, Type } from 'typebox'
import { setDeviceConfig } from '../device-life/set-config.ts'
import type { Device } from '../domain/device.ts'
import {
  CONFIG_LIMITS,
  type DesiredConfig,
  type DeviceConfig,
  inSync,
  type ReportedConfig,
} from '../domain/downlink.ts'
import { toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findDesiredConfig } from '../store/device-configs/find-desired-config.ts'
import { findReportedConfig } from '../store/device-configs/find-reported-config.ts'
import { findDevice } from '../store/devices/find-device.ts'
import type { Api, ApiDeps } from './deps.ts'
import { expectedVersionOf } from './etag.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { AnyObject, IdParams, nullableInteger, nullableNumber, record, ref, Time } from './schema.ts'
import { invalidRequest } from './validation.ts'

const integer = ({ min, max }: { min: number; max: number }, description: string) =>
  Type.Optional(Type.Integer({ minimum: min, maximum: max, description }))

const NewConfig = record({
  intervalS: integer(CONFIG_LIMITS.intervalS, 'Time between samples.'),
  mountHeightMm: integer(CONFIG_LIMITS.mountHeightMm, 'As the device shall believe it; the registered height stays.'),
  calibrationOffsetMm: integer(CONFIG_LIMITS.calibrationOffsetMm, 'Added to every distance measured.'),
})

const nullable = <T extends Record<string, unknown>>(schema: { properties: object; required?: readonly string[] }) =>
  Type.Unsafe<T | null>({ ...schema, type: ['object', 'null'] })

const Desired = record({
  version: Type.Integer(),
  intervalS: nullableInteger(),
  mountHeightMm: nullableInteger(),
  calibrationOffsetMm: nullableInteger(),
  updatedAt: Time,
  actor: Type.String(),
})

const Reported = record({
  version: nullableInteger('Version of the desired configuration that it runs.'),
  reportedAt: Time,
  body: AnyObject,
})

const ConfigView = record(
  {
    deviceId: Type.String(),
    inSync: Type.Boolean({ description: 'Nothing is asked that the device does not report to have taken up.' }),
    desired: nullable<Static<typeof Desired>>(Desired),
    reported: nullable<Static<typeof Reported>>(Reported),
    registered: record({ intervalS: Type.Number(), mountHeightMm: nullableNumber() }),
  },
  { $id: 'DeviceConfig' },
)

/** What a device is asked to be, and what it says it is. */
export function registerDeviceConfig(app: Api, deps: ApiDeps): void {
  app.addSchema(ConfigView)
  registerGet(app, deps)
  registerPut(app, deps)
}

function registerGet(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/devices/:id/config',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'Configuration of a device as desired and as reported; its ETag goes into If-Match of a change',
        tags: ['devices'],
        params: IdParams,
        response: { 200: ref(ConfigView) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const device = ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      const desired = await findDesiredConfig(db, id)
      if (desired !== undefined) reply.header('etag', `"v${desired.version}"`)
      return configView(device, desired, await findReportedConfig(db, id))
    },
  )
}

function registerPut(app: Api, { db, clock, downlinkChanged }: ApiDeps): void {
  app.put(
    '/api/v1/devices/:id/config',
    {
      config: {
        scope: 'devices:write',
        errors: ['precondition-required', 'precondition-failed'],
        reads: ['If-Match', 'If-None-Match'],
      },
      schema: {
        summary: 'Ask a device to take up a configuration (If-Match: the ETag, or If-None-Match: * for the first)',
        description:
          'Delivered when the device next appears. A field left out is left as the device has it. The registered mounting height and interval, by which readings are judged, do not change.',
        tags: ['devices'],
        params: IdParams,
        body: NewConfig,
        response: { 200: ref(ConfigView), 201: ref(ConfigView) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      const { headers } = request
      const expectedVersion = expectedVersionOf(headers['if-match'], headers['if-none-match'], 'configuration')
      const config = configOf(request.body)
      const nowMs = clock.now()
      const [device, desired] = await db.transaction().execute(async (trx) => {
        const found = ownedBy(principal, await findDevice(trx, id), 'device', id)
        const change = { device: found, config, expectedVersion, actor: actorOf(principal), nowMs }
        return [found, await setDeviceConfig(trx, change)] as const
      })
      downlinkChanged(id)
      reply.code(expectedVersion === 0 ? 201 : 200).header('etag', `"v${desired.version}"`)
      return configView(device, desired, await findReportedConfig(db, id))
    },
  )
}

function configOf(body: Static<typeof NewConfig>): DeviceConfig {
  const { intervalS = null, mountHeightMm = null, calibrationOffsetMm = null } = body
  if (intervalS === null && mountHeightMm === null && calibrationOffsetMm === null) {
    throw invalidRequest([fieldProblem('body', say('config-empty'))])
  }
  return { intervalS, mountHeightMm, calibrationOffsetMm }
}

function configView(
  device: Device,
  desired: DesiredConfig | undefined,
  reported: ReportedConfig | undefined,
): Static<typeof ConfigView> {
  const { intervalS, mountHeightMm } = device
  return {
    deviceId: device.id,
    inSync: inSync(desired, reported),
    desired: desired === undefined ? null : desiredView(desired),
    reported: reported === undefined ? null : reportedView(reported),
    registered: { intervalS, mountHeightMm },
  }
}

function desiredView({ deviceId: _, updatedAtMs, ...rest }: DesiredConfig): Static<typeof Desired> {
  return { ...rest, updatedAt: toIso(updatedAtMs) }
}

function reportedView({ version, reportedAtMs, body }: ReportedConfig): Static<typeof Reported> {
  return { version, reportedAt: toIso(reportedAtMs), body }
}
