import { Type } from 'typebox'
import { fieldProblem, say } from '../problems/say.ts'
import { declareCityMode, releaseCityMode } from '../store/city-modes/declare-city-mode.ts'
import { findCityMode } from '../store/city-modes/find-city-mode.ts'
import { findCityModeState } from '../store/city-modes/find-city-mode-state.ts'
import { CityModeView, cityModeView } from './city-mode-view.ts'
import { NoteSchema } from './criterion-input.ts'
import type { Api, ApiDeps } from './deps.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { IdParams, record, ref } from './schema.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

/** What an officer says of a mode, whatever is measured. */
export function registerCityModeWords(app: Api, deps: ApiDeps): void {
  registerDeclare(app, deps)
  registerRelease(app, deps)
}

function registerDeclare(app: Api, { db, clock }: ApiDeps): void {
  app.post(
    '/api/v1/modes/:id/declare',
    {
      config: { scope: 'modes:write' },
      schema: {
        summary: 'Declare a mode on or off, until a moment or until released',
        tags: ['modes'],
        params: IdParams,
        body: record({
          active: Type.Boolean(),
          until: Type.Optional(Type.String({ description: 'a moment; without it: until released' })),
          reason: NoteSchema,
        }),
        response: { 200: ref(CityModeView) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { active, until, reason } = request.body
      const nowMs = clock.now()
      const untilMs = until === undefined ? null : instantOf('until', until)
      if (untilMs !== null && untilMs <= nowMs) {
        throw invalidRequest([fieldProblem('until', say('not-ahead'), until)])
      }
      return db.transaction().execute(async (trx) => {
        const mode = ownedBy(principal, await findCityMode(trx, id), 'mode', id)
        await declareCityMode(trx, mode, { active, untilMs, reason, actor: actorOf(principal), nowMs })
        return cityModeView(mode, await findCityModeState(trx, id))
      })
    },
  )
}

function registerRelease(app: Api, { db, clock }: ApiDeps): void {
  app.post(
    '/api/v1/modes/:id/release',
    {
      config: { scope: 'modes:write', errors: ['conflict'] },
      schema: {
        summary: 'Take a declaration back: the measured snow decides again, within a minute',
        tags: ['modes'],
        params: IdParams,
        body: record({ reason: Type.Optional(NoteSchema) }),
        response: { 200: ref(CityModeView) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const reason = request.body.reason ?? null
      return db.transaction().execute(async (trx) => {
        const mode = ownedBy(principal, await findCityMode(trx, id), 'mode', id)
        await releaseCityMode(trx, mode, { reason, actor: actorOf(principal), nowMs: clock.now() })
        return cityModeView(mode, await findCityModeState(trx, id))
      })
    },
  )
}
