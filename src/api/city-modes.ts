import { Type } from 'typebox'
import { type CityModeFields, CityModeSchema, parseCityMode } from '../criteria/city-mode-schema.ts'
import type { CityMode } from '../domain/city-mode.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findCityMode } from '../store/city-modes/find-city-mode.ts'
import { findCityModeState } from '../store/city-modes/find-city-mode-state.ts'
import { listCityModeStates } from '../store/city-modes/list-city-mode-states.ts'
import { listCityModes } from '../store/city-modes/list-city-modes.ts'
import { upsertCityMode } from '../store/city-modes/upsert-city-mode.ts'
import type { Trx } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { CityModeView, cityModeView } from './city-mode-view.ts'
import { registerCityModeWords } from './city-mode-words.ts'
import type { Api, ApiDeps } from './deps.ts'
import { expectedVersionOf } from './etag.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** City-wide modes: what turns them on, how they stand, and what officers declare. */
export function registerCityModes(app: Api, deps: ApiDeps): void {
  app.addSchema(CityModeView)
  registerList(app, deps)
  registerOne(app, deps)
  registerPut(app, deps)
  registerCityModeWords(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/modes',
    {
      config: { scope: 'modes:read' },
      schema: {
        summary: 'List city-wide modes and how they stand',
        tags: ['modes'],
        querystring: record(PageQuery),
        response: { 200: pageOf(CityModeView) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [after = ''] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const rows = (await listCityModes(db, { authorityId })).filter((it) => it.id > after)
      const states = await listCityModeStates(db, authorityId)
      return toPage(
        rows,
        limit,
        (it) => [it.id],
        (it) => cityModeView(it, states.get(it.id)),
      )
    },
  )
}

function registerOne(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/modes/:id',
    {
      config: { scope: 'modes:read' },
      schema: {
        summary: 'One city-wide mode and how it stands; its ETag goes into If-Match of a change',
        tags: ['modes'],
        params: IdParams,
        response: { 200: ref(CityModeView) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const mode = ownedBy(principalOf(request), await findCityMode(db, id), 'mode', id)
      reply.header('etag', `"v${mode.version}"`)
      return cityModeView(mode, await findCityModeState(db, id))
    },
  )
}

const BodySchema = Type.Object(
  { ...CityModeSchema.properties, id: Type.Optional(CityModeSchema.properties.id) },
  { additionalProperties: false },
)

function registerPut(app: Api, { db, clock }: ApiDeps): void {
  app.put(
    '/api/v1/modes/:id',
    {
      config: {
        scope: 'modes:write',
        errors: ['precondition-required', 'precondition-failed'],
        reads: ['If-Match', 'If-None-Match'],
      },
      schema: {
        summary: 'Change a city-wide mode (If-Match: its ETag) or create one (If-None-Match: *)',
        tags: ['modes'],
        params: IdParams,
        body: BodySchema,
        response: { 200: ref(CityModeView), 201: ref(CityModeView) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { headers, body } = request
      const expectedVersion = expectedVersionOf(headers['if-match'], headers['if-none-match'], 'mode')
      const mode: CityMode = { ...fieldsOf(body, id), authorityId: principal.authorityId }
      const [actor, nowMs] = [actorOf(principal), clock.now()]
      const { saved, state } = await db.transaction().execute(async (trx) => {
        const current = await findCityMode(trx, id)
        if (expectedVersion !== 0) ownedBy(principal, current, 'mode', id)
        await refuseUnknownDevices(trx, mode)
        const after = await upsertCityMode(trx, { mode, expectedVersion, nowMs })
        if (after.version !== current?.version) {
          const { authorityId, version, ...rest } = after
          const data = { fromVersion: current?.version ?? null, toVersion: version, ...rest }
          await recordEvent(trx, { authorityId, atMs: nowMs, type: 'mode.saved', actor, subject: id, data })
        }
        return { saved: after, state: await findCityModeState(trx, id) }
      })
      reply.code(expectedVersion === 0 ? 201 : 200).header('etag', `"v${saved.version}"`)
      if (expectedVersion === 0) reply.header('location', `/api/v1/modes/${id}`)
      return cityModeView(saved, state)
    },
  )
}

function fieldsOf(body: object, id: string): CityModeFields {
  if ('id' in body && body.id !== id) {
    throw invalidRequest([fieldProblem('id', say('id-not-of-path', { id }), String(body.id))])
  }
  const fields = parseCityMode({ ...body, id }, '')
  if (Array.isArray(fields)) throw invalidRequest(fields)
  return fields as CityModeFields
}

async function refuseUnknownDevices(trx: Trx, { authorityId, devices }: CityMode): Promise<void> {
  for (const [index, id] of devices.entries()) {
    const device = await findDevice(trx, id)
    if (device?.authorityId === authorityId && device.kind === 'ultrasonic') continue
    throw invalidRequest([fieldProblem(`devices[${index}]`, say('no-snow-sensor-of-yours'), id)])
  }
}
