import { type Static, Type } from 'typebox'
import { CHANNELS } from '../domain/channel.ts'
import type { OfferState } from '../domain/order.ts'
import { localDate, localMidnight, SECOND_MS, toIso } from '../domain/time.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import {
  type AnswerTime,
  countDeliveries,
  countOffers,
  type DeliveryCount,
  listAnswerTimes,
  type OfferCount,
} from '../store/contractors/contractor-records.ts'
import { listContractors } from '../store/contractors/list-contractors.ts'
import type { Db } from '../store/database.ts'
import type { Api, ApiDeps } from './deps.ts'
import { principalOf } from './principal.ts'
import { nullableNumber, nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { instantOf, isoOrNull } from './times.ts'

/** Snow contracts run from autumn: a winter's record begins on this day of the calendar. */
const SEASON_BEGINS = '10-01'

const ContractorRecordSchema = record(
  {
    contractorId: Type.String(),
    openOffers: Type.Integer({ description: 'Offers it has not answered yet.' }),
    asked: Type.Integer({ description: 'Offers made since then; those taken back do not count.' }),
    accepted: Type.Integer(),
    declined: Type.Integer(),
    expired: Type.Integer({ description: 'Ran out without an answer.' }),
    medianAnswerS: nullableNumber('Half of its answers took longer, s; null: it gave none.'),
    lastSignAt: nullableTime('When it last read or answered an offer.'),
    channels: Type.Array(
      record({
        channel: oneOf(CHANNELS),
        delivered: Type.Integer(),
        failed: Type.Integer({ description: 'Given up, or the endpoint was switched off.' }),
        pending: Type.Integer(),
        lastDeliveredAt: nullableTime(),
        lastFailedAt: nullableTime(),
      }),
    ),
  },
  { $id: 'ContractorRecord' },
)

/** How contractors were reached and how they answered over the winter. */
export function registerContractorRecords(app: Api, { db, clock }: ApiDeps): void {
  app.addSchema(ContractorRecordSchema)
  app.get(
    '/api/v1/contractor-records',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'How each contractor was reached and how it answered since the winter began',
        tags: ['contractors'],
        querystring: record({
          since: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 40,
              description: `ISO 8601; the last ${SEASON_BEGINS} unless given.`,
            }),
          ),
        }),
        response: { 200: record({ since: Time, items: Type.Array(ref(ContractorRecordSchema)) }) },
      },
    },
    async (request) => {
      const { authorityId } = principalOf(request)
      const { since } = request.query
      const sinceMs = since === undefined ? await seasonStart(db, authorityId, clock.now()) : instantOf('since', since)
      const firms = await listContractors(db, { authorityId })
      const offers = await countOffers(db, authorityId, sinceMs)
      const answers = await listAnswerTimes(db, authorityId, sinceMs)
      const deliveries = await countDeliveries(db, authorityId, sinceMs)
      const items = firms.map(({ id }) => recordOf(id, offers, answers, deliveries))
      return { since: toIso(sinceMs), items }
    },
  )
}

async function seasonStart(db: Db, authorityId: string, nowMs: number): Promise<number> {
  const timeZone = (await findAuthority(db, authorityId))?.timeZone ?? 'UTC'
  const today = localDate(nowMs, timeZone)
  const year = Number(today.slice(0, 4))
  const begun = today.slice(5) >= SEASON_BEGINS
  return localMidnight(`${begun ? year : year - 1}-${SEASON_BEGINS}`, timeZone)
}

function recordOf(
  contractorId: string,
  allOffers: readonly OfferCount[],
  allAnswers: readonly AnswerTime[],
  allDeliveries: readonly DeliveryCount[],
): Static<typeof ContractorRecordSchema> {
  const offers = allOffers.filter((it) => it.contractorId === contractorId)
  const count = (state: OfferState) => offers.find((it) => it.state === state)?.count ?? 0
  const [open, accepted, declined, expired] = [count('open'), count('accepted'), count('declined'), count('expired')]
  const signs = offers.flatMap((it) => it.lastSignAtMs ?? [])
  const took = allAnswers.filter((it) => it.contractorId === contractorId).map((it) => it.tookMs)
  return {
    contractorId,
    openOffers: open,
    asked: open + accepted + declined + expired,
    accepted,
    declined,
    expired,
    medianAnswerS: median(took),
    lastSignAt: isoOrNull(signs.length === 0 ? null : Math.max(...signs)),
    channels: channelsOf(allDeliveries.filter((it) => it.contractorId === contractorId)),
  }
}

function channelsOf(deliveries: readonly DeliveryCount[]) {
  return CHANNELS.flatMap((channel) => {
    const own = deliveries.filter((it) => it.channel === channel)
    const delivered = own.filter((it) => it.state === 'delivered')
    const failed = own.filter((it) => it.state === 'failed' || it.state === 'disabled')
    const pending = own.filter((it) => it.state === 'pending')
    if (own.length === 0) return []
    return {
      channel,
      delivered: total(delivered),
      failed: total(failed),
      pending: total(pending),
      lastDeliveredAt: lastOf(delivered),
      lastFailedAt: lastOf(failed),
    }
  })
}

function total(counts: readonly DeliveryCount[]): number {
  return counts.reduce((sum, it) => sum + it.count, 0)
}

function lastOf(counts: readonly DeliveryCount[]): string | null {
  return isoOrNull(counts.length === 0 ? null : Math.max(...counts.map((it) => it.lastAtMs)))
}

/** Seconds; null for no values. */
function median(valuesMs: readonly number[]): number | null {
  if (valuesMs.length === 0) return null
  const sorted = valuesMs.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle] ?? 0
  const low = sorted.length % 2 === 1 ? high : (sorted[middle - 1] ?? high)
  return Math.round((low + high) / 2 / SECOND_MS)
}
