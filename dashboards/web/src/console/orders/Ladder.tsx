import { useTranslation } from 'react-i18next'
import { useWholeList } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { Clock, Countdown } from '../ui/times.tsx'
import { useFirmNames } from './firm-names.ts'
import type { Delivery, Offer, OfferState, OrderDetail } from './order.ts'
import { useWords } from './words.ts'

const LOOKS: Readonly<Record<OfferState, Tone>> = {
  open: 'warn',
  accepted: 'good',
  declined: 'bad',
  expired: 'unknown',
  withdrawn: 'calm',
}

/** Who was asked in which order: asked, delivered, read and answered are different facts. */
export function Ladder({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  const nameOf = useFirmNames(order.id)
  const mayReadMessages = useMay('contractors:read')
  const path = `/api/v1/deliveries?order=${encodeURIComponent(order.id)}`
  const deliveries = useWholeList<Delivery>(path, { enabled: mayReadMessages })
  const offers = order.offers.toReversed()
  return (
    <Panel title={t('one.ladder')}>
      {offers.length === 0 && <p className="soft">{t('one.ladderEmpty')}</p>}
      <ol className="orders-ladder">
        {offers.map((it) => (
          <Rung
            key={it.id}
            offer={it}
            name={nameOf(it.contractorId)}
            deliveries={(deliveries.data ?? []).filter((one) => isFor(one, it))}
          />
        ))}
      </ol>
    </Panel>
  )
}

function isFor(delivery: Delivery, offer: Offer): boolean {
  return delivery.type === 'offer.created' && delivery.contractorId === offer.contractorId
}

interface RungProps {
  readonly offer: Offer
  readonly name: string
  readonly deliveries: readonly Delivery[]
}

function Rung({ offer, name, deliveries }: RungProps) {
  const { t } = useWords()
  const { t: word } = useTranslation()
  const { state, rank, deliveredAt, readAt, answeredAt, reason } = offer
  return (
    <li className={`orders-rung is-${state}`}>
      <p className="row">
        <strong>{name}</strong>
        <span className="small soft">{rank > 0 ? t('one.rank', { rank }) : t('one.outside')}</span>
        <Badge tone={LOOKS[state]}>{word(`offer.${state}`)}</Badge>
        {state === 'open' && <Countdown at={offer.respondBy} warnMs={3 * 60_000} />}
      </p>
      <ol className="orders-steps">
        <Step name={t('one.askedAt')} at={offer.createdAt} missing="" />
        <Step name={t('one.delivered')} at={deliveredAt} missing={t('one.notDelivered')} />
        <Step name={t('one.read')} at={readAt} missing={t('one.notRead')} />
        {answeredAt === null ? (
          <Step name={t('one.respondBy')} at={offer.respondBy} missing="" pending />
        ) : (
          <Step name={t('one.answered')} at={answeredAt} missing="" />
        )}
      </ol>
      {reason !== null && <p className="small">「{reason}」</p>}
      {deliveries.length > 0 && (
        <p className="small soft">
          {t('one.channels')}:{' '}
          {deliveries.map((it) => (
            <span key={it.id} className="orders-message">
              {t(`one.channel.${it.channel}`)} {t(`one.delivery.${it.state}`)}
            </span>
          ))}
        </p>
      )}
    </li>
  )
}

interface StepProps {
  readonly name: string
  readonly at: string | null
  readonly missing: string
  /** It has not happened: it is when it is due. */
  readonly pending?: boolean
}

function Step({ name, at, missing, pending = false }: StepProps) {
  return (
    <li className={at === null || pending ? 'is-missing' : 'is-done'}>
      <span className="small">{name}</span>
      {at === null ? <span className="small soft">{missing}</span> : <Clock at={at} />}
    </li>
  )
}
