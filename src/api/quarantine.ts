import { type Static, Type } from 'typebox'
import { authorityOfUnknown } from '../domain/device.ts'
import { DAY_MS, toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { listAuthorities } from '../store/authorities/list-authorities.ts'
import type { Db } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { QuarantineItem, ReadingStore } from '../store/readings/port.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, noSuch, type Principal, principalOf } from './principal.ts'
import { quarantineSenders } from './quarantine-senders.ts'
import { nullableText, pageOf, record, ref, Time } from './schema.ts'

const MAX_PREVIEW = 500

const ItemSchema = record(
  {
    id: Type.Integer(),
    deviceId: Type.String({ description: '`_unknown.…` for what names no device of yours.' }),
    topic: Type.String(),
    reason: Type.String(),
    codec: Type.String({ description: 'How it was read.' }),
    payloadFormat: nullableText(),
    payloadBase64: Type.String({ description: 'The bytes as they came; cut when `sizeBytes` is more.' }),
    preview: nullableText(`First ${MAX_PREVIEW} characters, when the payload is text.`),
    sizeBytes: Type.Integer(),
    firstAt: Time,
    lastAt: Time,
    times: Type.Integer({ description: 'How often the very same bytes came.' }),
  },
  { $id: 'QuarantineItem' },
)

const ItemParams = record({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** Messages that could not be decoded: kept with their reason, replayed once a codec is fixed. */
export function registerQuarantine(app: Api, deps: ApiDeps): void {
  app.addSchema(ItemSchema)
  registerReads(app, deps)
  registerReplay(app, deps)
  registerPurge(app, deps)
}

function registerReads(app: Api, { db, readings }: ApiDeps): void {
  app.get(
    '/api/v1/quarantine',
    {
      config: { scope: 'quarantine:read' },
      schema: {
        summary: 'List quarantined messages, newest first',
        tags: ['quarantine'],
        querystring: record({ ...PageQuery, device: Type.Optional(Type.String({ minLength: 1 })) }),
        response: { 200: pageOf(ItemSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, device } = request.query
      const [before] = decodeCursor(cursor, ['number']) ?? []
      const owns = ownership(db, principalOf(request))
      const rows = await ownItems(readings, owns, { limit: limit + 1, before, deviceId: device })
      return toPage(rows, limit, (it) => [it.id], itemView)
    },
  )
  app.get(
    '/api/v1/quarantine/:id',
    {
      config: { scope: 'quarantine:read' },
      schema: {
        summary: 'One quarantined message',
        tags: ['quarantine'],
        params: ItemParams,
        response: { 200: ref(ItemSchema) },
      },
    },
    async (request) => itemView(await ownItem(db, readings, principalOf(request), request.params.id)),
  )
}

function registerReplay(app: Api, { db, readings, clock }: ApiDeps): void {
  app.post(
    '/api/v1/quarantine/:id/replay',
    {
      config: { scope: 'quarantine:write' },
      schema: {
        summary: 'Decode a message again',
        description: 'The way it came, and else the way its device is registered now.',
        tags: ['quarantine'],
        params: ItemParams,
        response: { 200: record({ recovered: Type.Integer(), stillRefused: Type.Integer() }) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const item = await ownItem(db, readings, principal, request.params.id)
      const { id } = item
      const outcome = await readings.replayQuarantine([id], await quarantineSenders(db, [item]))
      await recordQuarantineEvent(db, principal, 'quarantine.replayed', { id, ...outcome }, clock.now())
      return outcome
    },
  )
}

function registerPurge(app: Api, { db, readings, clock }: ApiDeps): void {
  app.post(
    '/api/v1/quarantine/purge',
    {
      config: { scope: 'quarantine:write' },
      schema: {
        summary: 'Delete what has not come again for so many days',
        tags: ['quarantine'],
        body: record({ olderThanDays: Type.Number({ minimum: 0, maximum: 36_500 }) }),
        response: { 200: record({ purged: Type.Integer() }) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      // quarantine is one heap: with several authorities a purge would delete what belongs to the others
      if ((await listAuthorities(db)).length > 1) {
        throw new YukibanError('forbidden', say('purge-by-command'))
      }
      const nowMs = clock.now()
      const { olderThanDays } = request.body
      const purged = await readings.purgeQuarantine(nowMs - olderThanDays * DAY_MS)
      await recordQuarantineEvent(db, principal, 'quarantine.purged', { olderThanDays, purged }, nowMs)
      return { purged }
    },
  )
}

/** Tells, looking each device up once, whether it is one of the caller's authority. */
function ownership(db: Db, principal: Principal): (deviceId: string) => Promise<boolean> {
  const known = new Map<string, boolean>()
  return async (deviceId) => {
    let own = known.get(deviceId)
    if (own === undefined) {
      const authorityId = authorityOfUnknown(deviceId) ?? (await findDevice(db, deviceId))?.authorityId
      own = authorityId === principal.authorityId
      known.set(deviceId, own)
    }
    return own
  }
}

interface ItemFilter {
  readonly limit: number
  readonly before: number | undefined
  readonly deviceId: string | undefined
}

async function ownItems(
  readings: ReadingStore,
  owns: (deviceId: string) => Promise<boolean>,
  filter: ItemFilter,
): Promise<QuarantineItem[]> {
  const own: QuarantineItem[] = []
  let { before } = filter
  for (;;) {
    const items = await readings.quarantine({ deviceId: filter.deviceId, limit: filter.limit, before })
    for (const item of items) if (await owns(item.deviceId)) own.push(item)
    before = items.at(-1)?.id
    if (items.length < filter.limit || own.length >= filter.limit) return own.slice(0, filter.limit)
  }
}

async function ownItem(db: Db, readings: ReadingStore, principal: Principal, id: number): Promise<QuarantineItem> {
  const item = await readings.quarantineItem(id)
  if (item === undefined || !(await ownership(db, principal)(item.deviceId))) {
    throw noSuch('quarantined message', String(id))
  }
  return item
}

async function recordQuarantineEvent(
  db: Db,
  principal: Principal,
  type: string,
  data: Readonly<Record<string, unknown>>,
  atMs: number,
): Promise<void> {
  const { authorityId } = principal
  await db
    .transaction()
    .execute((trx) =>
      recordEvent(trx, { authorityId, atMs, type, actor: actorOf(principal), subject: 'quarantine', data }),
    )
}

function itemView(item: QuarantineItem): Static<typeof ItemSchema> {
  const { id, deviceId, topic, reason, codec, payloadFormat, payload, sizeBytes, times } = item
  return {
    id,
    deviceId,
    topic,
    reason,
    codec,
    payloadFormat,
    payloadBase64: Buffer.from(payload).toString('base64'),
    preview: previewOf(payload),
    sizeBytes,
    firstAt: toIso(item.firstAtMs),
    lastAt: toIso(item.lastAtMs),
    times,
  }
}

function previewOf(payload: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload).slice(0, MAX_PREVIEW)
  } catch {
    return null
  }
}
