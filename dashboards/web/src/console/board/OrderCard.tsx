import { useTranslation } from 'react-i18next'
import type { IconName } from '../../shared/icons.tsx'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { CallLink } from '../orders/AskDialog.tsx'
import { orderPath } from '../orders/order.ts'
import { Badge, DeadlineStatus, type Tone } from '../ui/Badge.tsx'
import { inWords, Reasons } from '../ui/parts.tsx'
import { Ago, Clock, Countdown } from '../ui/times.tsx'
import type { BoardKind, BoardOrder, Firm } from './board.ts'
import { CardActions } from './CardActions.tsx'
import { Snow, Treatment } from './Snow.tsx'
import { useWords } from './words.ts'

const LOOKS: Readonly<Record<BoardKind, readonly [Tone, IconName]>> = {
  alarm: ['bad', 'warn'],
  proposal: ['warn', 'bell'],
  late: ['bad', 'deadline'],
  recall: ['info', 'unknown'],
  offer: ['calm', 'ordered'],
}

/** Less left than this, ms, to answer, and it is marked. */
const ANSWER_SOON_MS = 3 * 60_000
/** Reasons shown before somebody asks for all of them. */
const SHOWN_REASONS = 2

/** One order on the board: where, why, until when, and what an officer can do about it. */
export function OrderCard({ order }: { readonly order: BoardOrder }) {
  const { t } = useWords()
  const { t: word } = useTranslation()
  const mayAct = useMay('orders:write')
  const [tone, icon] = LOOKS[order.kind]
  return (
    <article className={`board-card is-${order.severity}`} aria-label={`${order.routeName} ${t(`kind.${order.kind}`)}`}>
      <header className="board-card-head">
        <div>
          <p className="row board-card-kind">
            <Badge tone={tone} icon={icon}>
              {t(`kind.${order.kind}`)}
            </Badge>
            <span className="board-level">{word(`level.${order.level}`)}</span>
            {order.deadlineState !== 'on-time' && <DeadlineStatus state={order.deadlineState} />}
          </p>
          <h3>
            <Link to={orderPath(order.orderId)} className="board-card-link">
              {order.routeName}
            </Link>
          </h3>
          <p className="small soft">
            {order.blockName}・<Ago at={order.createdAt} />
          </p>
        </div>
        <Until order={order} />
      </header>
      <div className="board-facts">
        <Snow condition={order.condition} passed={order.lastPassAt !== null} />
        <Treatment lastPassAt={order.lastPassAt} />
        <Firms order={order} />
      </div>
      <Why order={order} />
      {mayAct && <CardActions order={order} />}
    </article>
  )
}

/** What runs out: the latest start, or once begun the deadline. */
function Until({ order }: { readonly order: BoardOrder }) {
  const { t } = useWords()
  const begun = order.state === 'started'
  const at = begun ? order.finishBy : order.startBy
  if (at === null) return <p className="board-until small soft">{t('noDeadline')}</p>
  return (
    <p className="board-until">
      <span className="small soft">{t(begun ? 'finishBy' : 'startBy')}</span>
      <strong>
        <Clock at={at} />
      </strong>
      <Countdown at={at} warnMs={30 * 60_000} />
    </p>
  )
}

/** Who is asked, who comes next, or who has it. */
function Firms({ order }: { readonly order: BoardOrder }) {
  const { t } = useWords()
  const { asked, crew, next, kind } = order
  return (
    <>
      {asked !== null && (
        <div className="board-fact is-wide">
          <span className="board-fact-name">{t('askedNow')}</span>
          <span className="row">
            <FirmName firm={asked.firm} />
            <Countdown at={asked.respondBy} warnMs={ANSWER_SOON_MS} overText={t('answerOver')} />
          </span>
          <span className="small soft">
            {t(asked.readAt !== null ? 'read' : asked.deliveredAt !== null ? 'delivered' : 'notDelivered')}
          </span>
        </div>
      )}
      {crew !== null && (
        <div className="board-fact">
          <span className="board-fact-name">{t('crew')}</span>
          <FirmName firm={crew} />
          {order.percent !== null && (
            <span className="small soft">{t('percent', { value: Math.round(order.percent) })}</span>
          )}
        </div>
      )}
      {crew === null && (
        <div className="board-fact">
          <span className="board-fact-name">{t(kind === 'proposal' ? 'firstAsked' : 'nextAsked')}</span>
          {next === null ? <span className="soft">{t('nobodyNext')}</span> : <FirmName firm={next} quiet />}
          {order.askedBefore > 0 && (
            <span className="small soft">{t('askedBefore', { count: order.askedBefore })}</span>
          )}
        </div>
      )}
    </>
  )
}

function FirmName({ firm, quiet = false }: { readonly firm: Firm; readonly quiet?: boolean }) {
  return (
    <span className="board-firm">
      <strong>{firm.name}</strong>
      {!quiet && firm.phone !== null && <CallLink phone={firm.phone} name={firm.name} />}
    </span>
  )
}

function Why({ order }: { readonly order: BoardOrder }) {
  const { t } = useWords()
  const { why, doubts, passedOver } = order
  const rest = why.slice(SHOWN_REASONS)
  return (
    <div className="board-why">
      {why.length > 0 && <Reasons reasons={why.slice(0, SHOWN_REASONS)} />}
      {doubts.length > 0 && (
        <div className="board-doubts">
          <Badge tone="unknown">{t('doubts')}</Badge>
          <Reasons reasons={doubts} />
        </div>
      )}
      {(rest.length > 0 || passedOver.length > 0) && (
        <details>
          <summary>{t('details')}</summary>
          {rest.length > 0 && <Reasons reasons={rest} />}
          {passedOver.length > 0 && (
            <>
              <p className="small soft">{t('passedOver')}</p>
              <ul className="reasons">
                {passedOver.map((it) => (
                  <li key={it.firm.id}>
                    {it.firm.name}: {inWords(it)}
                  </li>
                ))}
              </ul>
            </>
          )}
        </details>
      )}
    </div>
  )
}
