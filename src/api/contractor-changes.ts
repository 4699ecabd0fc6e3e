import { Type } from 'typebox'
import { checkWebhookUrl } from '../deliver/address-guard.ts'
import type { Contractor } from '../domain/route.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import { upsertContractor } from '../store/contractors/upsert-contractor.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { ContractorChangeSchema, ContractorSchema, contractorView, NewContractorSchema } from './contractor-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { actorOf, noSuch, ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** Adding contractors and changing them; their people are contact points. */
export function registerContractorChanges(app: Api, deps: ApiDeps): void {
  registerAdd(app, deps)
  registerChange(app, deps)
}

function registerAdd(app: Api, { db, clock, config }: ApiDeps): void {
  app.post(
    '/api/v1/contractors',
    {
      config: { scope: 'contractors:write', errors: ['conflict'] },
      schema: {
        summary: 'Add a contractor; its webhook secret is shown this once',
        tags: ['contractors'],
        body: NewContractorSchema,
        response: {
          201: record({
            contractor: ref(ContractorSchema),
            secret: Type.String({ description: 'Standard Webhooks secret, for when it has an endpoint.' }),
          }),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id, name, webhookUrl = null, email = null, phone = null, capacity = null } = request.body
      const firm = { id, authorityId: principal.authorityId, name, webhookUrl, email, phone, capacity }
      refuseUnreachable(firm, config.webhook.allow)
      const made = await db.transaction().execute(async (trx) => {
        const secret = (await findContractor(trx, id)) === undefined ? await upsertContractor(trx, firm) : null
        // whose it is, is not told
        if (secret === null) throw new YukibanError('conflict', say('id-in-use', { id }))
        await note(trx, 'contractor.created', principal, firm, clock.now(), {
          name,
          capacity,
          webhook: webhookUrl !== null,
        })
        return { contractor: contractorView(await required(trx, id)), secret }
      })
      reply.code(201).header('location', `/api/v1/contractors/${id}`)
      return made
    },
  )
}

function registerChange(app: Api, { db, clock, config }: ApiDeps): void {
  app.patch(
    '/api/v1/contractors/:id',
    {
      config: { scope: 'contractors:write' },
      schema: {
        summary: 'Change a contractor: what is left out stays, null takes out',
        description: 'Another webhook URL switches an endpoint on again that had answered 410.',
        tags: ['contractors'],
        params: IdParams,
        body: ContractorChangeSchema,
        response: { 200: ref(ContractorSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      const principal = principalOf(request)
      return db.transaction().execute(async (trx) => {
        const { webhookDisabledAtMs: _, ...before } = ownedBy(
          principal,
          await findContractor(trx, id),
          'contractor',
          id,
        )
        const after: Contractor = { ...before, ...request.body }
        if (after.webhookUrl !== before.webhookUrl) refuseUnreachable(after, config.webhook.allow)
        await upsertContractor(trx, after)
        const data = changesOf(before, after)
        if (Object.keys(data).length > 0) await note(trx, 'contractor.changed', principal, after, clock.now(), data)
        return contractorView(await required(trx, id))
      })
    },
  )
}

function refuseUnreachable({ webhookUrl }: Contractor, allow: readonly string[]): void {
  const problem = webhookUrl === null ? undefined : checkWebhookUrl(webhookUrl, allow)
  if (problem !== undefined) throw invalidRequest([problem])
}

/** Name and capacity as they were and are; of addresses only that they changed, since the journal keeps no such data. */
function changesOf(before: Contractor, after: Contractor): Record<string, unknown> {
  const told = (['name', 'capacity'] as const).filter((it) => before[it] !== after[it])
  const addresses = (['webhookUrl', 'email', 'phone'] as const).filter((it) => before[it] !== after[it])
  return {
    ...Object.fromEntries(told.map((it) => [it, [before[it], after[it]]])),
    ...(addresses.length === 0 ? {} : { addresses }),
  }
}

async function note(
  trx: Trx,
  type: 'contractor.created' | 'contractor.changed',
  principal: Principal,
  { id: subject, authorityId }: Contractor,
  atMs: number,
  data: Record<string, unknown>,
): Promise<void> {
  await recordEvent(trx, { authorityId, atMs, type, actor: actorOf(principal), subject, data })
}

async function required(trx: Trx, id: string) {
  const contractor = await findContractor(trx, id)
  if (contractor === undefined) throw noSuch('contractor', id)
  return contractor
}
