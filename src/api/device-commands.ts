import { type Static, Type } from 'typebox'
import { queueDeviceCommand } from '../device-life/queue-command.ts'
import { COMMAND_EXPIRY_S, COMMAND_KINDS, COMMAND_STATES, type DeviceCommand } from '../domain/downlink.ts'
import { toIso } from '../domain/time.ts'
import { findDeviceCommand } from '../store/device-commands/find-device-command.ts'
import { listDeviceCommands } from '../store/device-commands/list-device-commands.ts'
import { findDevice } from '../store/devices/find-device.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, noSuch, ownedBy, principalOf } from './principal.ts'
import { IdParams, nullableText, nullableTime, oneOf, pageOf, record, ref, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

const CommandView = record(
  {
    id: Type.String(),
    deviceId: Type.String(),
    kind: oneOf(COMMAND_KINDS),
    state: oneOf(COMMAND_STATES, 'Sent: handed to its connection. Acknowledged: the device said that it was done.'),
    actor: Type.String(),
    createdAt: Time,
    expiresAt: Time,
    sentAt: nullableTime('When it was last handed to a connection of the device.'),
    sends: Type.Integer({ description: 'How often.' }),
    finishedAt: nullableTime(),
    detail: nullableText('What the device said beside its result.'),
  },
  { $id: 'DeviceCommand' },
)

const NewCommand = record({
  kind: oneOf(COMMAND_KINDS),
  expiresInS: Type.Optional(
    Type.Integer({
      minimum: COMMAND_EXPIRY_S.min,
      maximum: COMMAND_EXPIRY_S.max,
      description: `How long it may wait for the device, default ${COMMAND_EXPIRY_S.default}.`,
    }),
  ),
})

const CommandParams = record({ ...IdParams.properties, command: Type.String({ minLength: 1, maxLength: 64 }) })

/** Commands to devices, sent at each of their appearances until acknowledged or expired. */
export function registerDeviceCommands(app: Api, deps: ApiDeps): void {
  app.addSchema(CommandView)
  registerReads(app, deps)
  registerPost(app, deps)
}

function registerReads(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/devices/:id/commands',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'Commands to a device, newest first',
        tags: ['devices'],
        params: IdParams,
        querystring: record(PageQuery),
        response: { 200: pageOf(CommandView) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      const page = { deviceId: id, limit: limit + 1, ...(before === undefined ? {} : { before }) }
      return toPage(await listDeviceCommands(db, page), limit, (it) => [it.id], commandView)
    },
  )
  app.get(
    '/api/v1/devices/:id/commands/:command',
    {
      config: { scope: 'devices:read' },
      schema: {
        summary: 'One command and what became of it',
        tags: ['devices'],
        params: CommandParams,
        response: { 200: ref(CommandView) },
      },
    },
    async (request) => {
      const { id, command } = request.params
      ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      const found = await findDeviceCommand(db, id, command)
      if (found === undefined) throw noSuch('command', command)
      return commandView(found)
    },
  )
}

function registerPost(app: Api, { db, clock, downlinkChanged }: ApiDeps): void {
  app.post(
    '/api/v1/devices/:id/commands',
    {
      config: { scope: 'devices:write', errors: ['conflict'] },
      schema: {
        summary: 'Command a device: reboot, or take a sample now',
        tags: ['devices'],
        params: IdParams,
        body: NewCommand,
        response: { 201: ref(CommandView) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { kind, expiresInS } = request.body
      const principal = principalOf(request)
      const nowMs = clock.now()
      const command = await db.transaction().execute(async (trx) => {
        const device = ownedBy(principal, await findDevice(trx, id), 'device', id)
        const expiry = expiresInS === undefined ? {} : { expiresInS }
        return queueDeviceCommand(trx, { device, kind, actor: actorOf(principal), nowMs, ...expiry })
      })
      downlinkChanged(id)
      reply.code(201).header('location', `/api/v1/devices/${id}/commands/${command.id}`)
      return commandView(command)
    },
  )
}

function commandView(command: DeviceCommand): Static<typeof CommandView> {
  const { createdAtMs, expiresAtMs, sentAtMs, finishedAtMs, ...rest } = command
  return {
    ...rest,
    createdAt: toIso(createdAtMs),
    expiresAt: toIso(expiresAtMs),
    sentAt: isoOrNull(sentAtMs),
    finishedAt: isoOrNull(finishedAtMs),
  }
}
