import { Type } from 'typebox'
import { acceptOffer, declineOffer } from '../dispatch/commands.ts'
import { DECLINE_CODES } from '../domain/decline.ts'
import { findOffer } from '../store/offers/find-offer.ts'
import type { Api, ApiDeps } from './deps.ts'
import { OfferSchema, offerView } from './offer-view.ts'
import { ReasonText } from './order-input.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { IdParams, oneOf, record, ref } from './schema.ts'

const Answer = record(
  {
    answer: oneOf(['accepted', 'declined'], 'What the contractor said.'),
    reason: ReasonText,
    code: Type.Optional(oneOf(DECLINE_CODES, 'Why it declined, as a code; default `other`.')),
  },
  { examples: [{ answer: 'accepted', reason: '電話で確認（班長）' }] },
)

/**
 * What a contractor answered by telephone, written down by an officer: some firms have nothing but a telephone. Who
 * wrote it and how the officer knows stand in the journal, and the contractor is told that it counts as accepted.
 */
export function registerOfferRecords(app: Api, { db, commands }: ApiDeps): void {
  app.post(
    '/api/v1/offers/:id/record-answer',
    {
      config: { scope: 'orders:write' },
      schema: {
        summary: 'Write down what the contractor answered by telephone',
        tags: ['offers'],
        params: IdParams,
        body: Answer,
        response: { 200: ref(OfferSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { answer, reason, code = 'other' } = request.body
      const { id } = ownedBy(principal, await findOffer(db, request.params.id), 'offer', request.params.id)
      const said = { offerId: id, actor: actorOf(principal), reason }
      return offerView(
        answer === 'accepted' ? await acceptOffer(commands, said) : await declineOffer(commands, { ...said, code }),
      )
    },
  )
}
