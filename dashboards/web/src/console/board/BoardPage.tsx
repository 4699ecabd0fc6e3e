import './board.css'
import '../orders/orders.css'
import { currentLanguage } from '../../shared/language.ts'
import { useServerNow } from '../../shared/live.ts'
import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { agoText } from '../../shared/times.ts'
import { GoneNotes } from '../orders/gone.tsx'
import { Page } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Clock } from '../ui/times.tsx'
import { AlertSwitch } from './AlertSwitch.tsx'
import { Banners } from './Banners.tsx'
import { BlockApprovals } from './BlockApprovals.tsx'
import { BOARD_PATH, type Board, type BoardOrder } from './board.ts'
import { HeadLine } from './HeadLine.tsx'
import { OrderCard } from './OrderCard.tsx'
import { Side } from './Side.tsx'
import { useWords } from './words.ts'

/** Ages of sensors and answer times move without any event: asked again this often, ms. */
const EVERY_MS = 30_000

/** The night board: what needs an officer now. */
export default function BoardPage() {
  const { t } = useWords()
  const query = useApi<Board>(BOARD_PATH, { everyMs: EVERY_MS })
  const toAct = query.data?.toAct ?? 0
  return (
    <Page
      title={t('title')}
      tabTitle={toAct === 0 ? t('title') : `(${toAct}) ${t('title')}`}
      actions={<AlertSwitch board={query.data} />}
    >
      <GoneNotes />
      <Loaded query={query}>{(board) => <Shown board={board} />}</Loaded>
    </Page>
  )
}

function Shown({ board }: { readonly board: Board }) {
  const { items } = board.orders
  return (
    <div className="stack">
      <Banners board={board} />
      <HeadLine board={board} />
      <div className="board-columns">
        <div className="stack">
          <ToAct board={board} orders={items.filter((it) => it.kind !== 'offer')} />
          <Waiting board={board} orders={items.filter((it) => it.kind === 'offer')} />
        </div>
        <Side board={board} />
      </div>
    </div>
  )
}

interface OrdersProps {
  readonly board: Board
  readonly orders: readonly BoardOrder[]
}

function ToAct({ board, orders }: OrdersProps) {
  const { t } = useWords()
  const mayAct = useMay('orders:write')
  if (board.toAct === 0) return <Quiet board={board} />
  return (
    <section aria-labelledby="board-to-act">
      <h2 id="board-to-act" className="board-heading">
        {t('toActCount', { count: board.toAct })}
      </h2>
      {mayAct && <BlockApprovals orders={orders} />}
      <Cards orders={orders} />
      <More total={board.toAct} shown={orders.length} />
    </section>
  )
}

function Waiting({ board, orders }: OrdersProps) {
  const { t } = useWords()
  const total = board.orders.totals.offer
  if (total === 0) return null
  return (
    <section aria-labelledby="board-waiting">
      <h2 id="board-waiting" className="board-heading">
        {t('waiting', { count: total })}
      </h2>
      <Cards orders={orders} />
      <More total={total} shown={orders.length} />
    </section>
  )
}

function Cards({ orders }: { readonly orders: readonly BoardOrder[] }) {
  return (
    <ul className="board-cards">
      {orders.map((it) => (
        <li key={it.orderId}>
          <OrderCard order={it} />
        </li>
      ))}
    </ul>
  )
}

function More({ total, shown }: { readonly total: number; readonly shown: number }) {
  const { t } = useWords()
  if (total <= shown) return null
  return (
    <p className="board-more">
      {t('more', { count: total - shown })} <Link to="/console/orders?night=all&state=open">{t('allOpen')}</Link>
    </p>
  )
}

/** Nothing to do: said together with what that rests on. */
function Quiet({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const { total, heard } = board.head.sensors
  const waiting = board.orders.totals.offer
  const { total: unknown, withoutCriterion, withoutSensors } = board.unknownRoutes
  const untold = unknown + withoutCriterion + withoutSensors
  return (
    <section className="board-quiet" aria-labelledby="board-to-act">
      <h2 id="board-to-act">{t('quiet')}</h2>
      {board.quietSince !== null && (
        <p>
          {t('quietSince', { ago: agoText(Date.parse(board.quietSince), nowMs, currentLanguage()) })} (
          <Clock at={board.quietSince} />)
        </p>
      )}
      {board.quietSince === null && waiting === 0 && <p>{t('quietNever')}</p>}
      {waiting > 0 && <p>{t('quietWaiting', { count: waiting })}</p>}
      <p>{total === 0 ? t('noSensors') : t('quietSensors', { total, heard })}</p>
      {untold > 0 && <p>{t('quietUnknown', { count: untold })}</p>}
    </section>
  )
}
