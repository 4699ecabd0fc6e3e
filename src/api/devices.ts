import { type Static, Type } from 'typebox'
import { CODEC_NAMES, PAYLOAD_FORMAT_NAMES } from '../decode/index.ts'
import { DEV_EUI_PATTERN, DEV_EUI_RULE, encodingOf, encodingProblems } from '../district/check-encoding.ts'
import { type Device, ID_PATTERN } from '../domain/device.ts'
import { BATTERY_STATES, CLOCK_QUALITIES, PRESENCE_STATUSES } from '../domain/device-health.ts'
import { toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { PLURALS } from '../problems/texts/parts.ts'
import type { Trx } from '../store/database.ts'
import type { DeviceState } from '../store/device-states/device-state-row.ts'
import { listDeviceStates } from '../store/device-states/list-device-states.ts'
import { deviceHasToken } from '../store/devices/device-has-token.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { issueDeviceToken } from '../store/devices/issue-device-token.ts'
import { listDevices } from '../store/devices/list-devices.ts'
import { revokeDeviceToken } from '../store/devices/revoke-device-token.ts'
import { upsertDevice } from '../store/devices/upsert-device.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { findRoute } from '../store/routes/find-route.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, nullableNumber, nullableText, nullableTime, oneOf, pageOf, record, ref } from './schema.ts'
import { isoOrNull } from './times.ts'
import { invalidRequest } from './validation.ts'

const Kind = oneOf(['ultrasonic', 'camera'])
const Surface = oneOf(['carriageway', 'roadside'])
const Codec = oneOf(CODEC_NAMES, 'The language it speaks, or that of the network server it is behind.')

export const DeviceSchema = record(
  {
    id: Type.String(),
    kind: Kind,
    routeId: nullableText(),
    surface: Surface,
    mountHeightMm: nullableNumber('Sensor face above bare ground.'),
    temperatureCompensated: Type.Boolean({ description: 'The device corrects for the speed of sound itself.' }),
    lat: nullableNumber(),
    lon: nullableNumber(),
    intervalS: Type.Integer({ description: 'Expected time between readings.' }),
    codec: Codec,
    payloadFormat: Type.Unsafe<Device['payloadFormat']>({
      ...nullableText('How a LoRaWAN device packs its bytes.'),
      enum: [...PAYLOAD_FORMAT_NAMES, null],
    }),
    devEui: nullableText('Under which network servers know it.'),
    hasToken: Type.Boolean(),
  },
  { $id: 'Device' },
)

const Health = record({
  status: oneOf(PRESENCE_STATUSES),
  battery: oneOf(BATTERY_STATES),
  clock: oneOf(CLOCK_QUALITIES),
  since: nullableTime('Since when the status holds.'),
})

/** A device of a list, with its health as the timer last judged it: at most a minute old. */
const DeviceItem = record({ ...DeviceSchema.properties, health: Health }, { $id: 'DeviceItem' })

const Status = record({
  lastSeenAt: nullableTime('Any message at all.'),
  lastReadingAt: nullableTime(),
  status: Type.Unsafe<unknown>({ description: 'What the device last said about itself, as it came.' }),
})

const NewDevice = record({
  id: Type.String({ pattern: ID_PATTERN, description: '1 to 64 letters, digits, dots, dashes or underscores' }),
  kind: Type.Optional(Kind),
  routeId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  surface: Surface,
  mountHeightMm: Type.Optional(Type.Number({ minimum: 200, maximum: 20_000 })),
  temperatureCompensated: Type.Optional(Type.Boolean()),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  intervalS: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
  codec: Type.Optional(Codec),
  payloadFormat: Type.Optional(oneOf(PAYLOAD_FORMAT_NAMES, 'For the codecs chirpstack and ttn.')),
  devEui: Type.Optional(Type.String({ pattern: DEV_EUI_PATTERN, description: DEV_EUI_RULE })),
})

const Token = record({
  id: Type.String(),
  token: Type.String({ description: 'Shown this once; only its hash is kept.' }),
})

const DEFAULT_INTERVAL_S = 600

/** Devices and their tokens. */
export function registerDevices(app: Api, deps: ApiDeps): void {
  app.addSchema(DeviceSchema)
  app.addSchema(DeviceItem)
  registerReads(app, deps)
  registerCreate(app, deps)
  registerTokens(app, deps)
}

function registerReads(app: Api, { db, readings }: ApiDeps): void {
  app.get(
    '/api/v1/devices',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'List devices',
        tags: ['devices'],
        querystring: record({
          ...PageQuery,
          route: Type.Optional(Type.String({ minLength: 1 })),
          status: Type.Optional(oneOf(PRESENCE_STATUSES, 'Only devices of this health, as the timer last judged.')),
        }),
        response: { 200: pageOf(DeviceItem) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, route, status } = request.query
      const [after] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const rows = await listDevices(db, { authorityId, routeId: route, status, after, limit: limit + 1 })
      const [first, last] = [rows[0], rows.at(-1)]
      const empty = first === undefined || last === undefined
      const states = empty ? new Map<string, DeviceState>() : await listDeviceStates(db, first.id, last.id)
      return toPage(
        rows,
        limit,
        (it) => [it.id],
        (it) => ({ ...deviceView(it, it.hasToken), health: healthSummary(states.get(it.id)) }),
      )
    },
  )
  app.get(
    '/api/v1/devices/:id',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'One device with when it was last heard',
        tags: ['devices'],
        params: IdParams,
        response: { 200: record({ ...DeviceSchema.properties, ...Status.properties }) },
      },
    },
    async (request) => {
      const { id } = request.params
      const device = ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      const status = await readings.deviceStatus(id)
      return {
        ...deviceView(device, await deviceHasToken(db, id)),
        lastSeenAt: isoOrNull(status?.lastSeenAtMs ?? null),
        lastReadingAt: isoOrNull(status?.lastReadingAtMs ?? null),
        status: parsedStatus(status?.statusJson ?? null),
      }
    },
  )
}

function registerCreate(app: Api, { db, clock }: ApiDeps): void {
  app.post(
    '/api/v1/devices',
    {
      config: { scope: 'devices:write', errors: ['conflict'] },
      schema: {
        summary: 'Register a device; its token is shown this once',
        tags: ['devices'],
        body: NewDevice,
        response: { 201: record({ device: ref(DeviceSchema), token: Token.properties.token }) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const device = newDevice(request.body, principal.authorityId)
      const nowMs = clock.now()
      const token = await db.transaction().execute(async (trx) => {
        await refuseUnknownRoute(trx, device)
        if ((await findDevice(trx, device.id)) !== undefined) {
          throw new YukibanError('conflict', say('device-id-in-use', { id: device.id }))
        }
        await upsertDevice(trx, device, nowMs)
        await recordDeviceEvent(trx, 'device.created', principal, device.id, nowMs)
        return issueDeviceToken(trx, device.id)
      })
      reply.code(201).header('location', `/api/v1/devices/${device.id}`)
      return { device: deviceView(device, true), token }
    },
  )
}

function registerTokens(app: Api, deps: ApiDeps): void {
  const { db, clock } = deps
  app.post(
    '/api/v1/devices/:id/rotate-token',
    {
      config: { scope: 'devices:write' },
      schema: {
        summary: 'Give a device a new token, shown this once; the old one ends now',
        tags: ['devices'],
        params: IdParams,
        response: { 200: Token },
      },
    },
    async (request) => {
      const { id } = request.params
      const principal = principalOf(request)
      const token = await db.transaction().execute(async (trx) => {
        ownedBy(principal, await findDevice(trx, id), 'device', id)
        await recordDeviceEvent(trx, 'device.token-rotated', principal, id, clock.now())
        return issueDeviceToken(trx, id)
      })
      deps.disconnectDevice(id)
      return { id, token }
    },
  )
  app.post(
    '/api/v1/devices/:id/revoke-token',
    {
      config: { scope: 'devices:write' },
      schema: {
        summary: 'Take the token from a device and close its connection',
        tags: ['devices'],
        params: IdParams,
        response: { 200: ref(DeviceSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      const principal = principalOf(request)
      const device = await db.transaction().execute(async (trx) => {
        const found = ownedBy(principal, await findDevice(trx, id), 'device', id)
        await revokeDeviceToken(trx, id)
        await recordDeviceEvent(trx, 'device.token-revoked', principal, id, clock.now())
        return found
      })
      deps.disconnectDevice(id)
      return deviceView(device, false)
    },
  )
}

function deviceView(device: Device, hasToken: boolean): Static<typeof DeviceSchema> {
  const { authorityId: _, ...rest } = device
  return { ...rest, hasToken }
}

function healthSummary(state: DeviceState | undefined): Static<typeof Health> {
  if (state === undefined) return { status: 'never-seen', battery: 'unknown', clock: 'unknown', since: null }
  return { status: state.status, battery: state.battery, clock: state.clock, since: toIso(state.sinceMs) }
}

function newDevice(body: Static<typeof NewDevice>, authorityId: string): Device {
  const problems = encodingProblems(body, '')
  if (problems.length > 0) throw invalidRequest(problems)
  return {
    id: body.id,
    authorityId,
    kind: body.kind ?? 'ultrasonic',
    routeId: body.routeId ?? null,
    surface: body.surface,
    mountHeightMm: body.mountHeightMm ?? null,
    lat: body.lat ?? null,
    lon: body.lon ?? null,
    intervalS: body.intervalS ?? DEFAULT_INTERVAL_S,
    ...encodingOf(body),
  }
}

async function refuseUnknownRoute(trx: Trx, device: Device): Promise<void> {
  if (device.routeId === null) return
  const route = await findRoute(trx, device.routeId)
  if (route?.authorityId === device.authorityId) return
  throw invalidRequest([fieldProblem('routeId', say('not-yours', { things: PLURALS.route }), device.routeId)])
}

async function recordDeviceEvent(
  trx: Trx,
  type: string,
  principal: Principal,
  id: string,
  atMs: number,
): Promise<void> {
  const { authorityId } = principal
  await recordEvent(trx, { authorityId, atMs, type, actor: actorOf(principal), subject: id, data: {} })
}

function parsedStatus(json: string | null): unknown {
  if (json === null) return null
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
