import { type Language, reasonText } from '../criteria/reason-text.ts'
import type { Level } from '../domain/criterion.ts'
import type { Reason } from '../domain/decision.ts'
import type { DeadlineState, OrderState } from '../domain/order.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import type { Place } from '../store/routes/find-places.ts'
import { type CsvColumn, type CsvValue, csvTime } from './csv.ts'

/** An order with what stands beside it in its line. */
export interface OrderLine {
  readonly order: StoredOrder
  readonly place: Place | undefined
  readonly contractorName: string | null
  readonly reasons: readonly Reason[]
  readonly closedReason: string | null
}

interface How {
  readonly lang: Language
  readonly timeZone: string
}

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>

const LEVELS: Words<Level> = {
  ja: { standby: '待機', dispatch: '出動' },
  en: { standby: 'stand-by', dispatch: 'dispatch' },
}
const STATES: Words<OrderState> = {
  ja: {
    proposed: '承認待ち',
    requested: '打診中',
    accepted: '受諾',
    started: '作業中',
    completed: '完了',
    rejected: '却下',
    withdrawn: '取り下げ',
  },
  en: {
    proposed: 'proposed',
    requested: 'requested',
    accepted: 'accepted',
    started: 'started',
    completed: 'completed',
    rejected: 'rejected',
    withdrawn: 'withdrawn',
  },
}
const DEADLINES: Words<DeadlineState> = {
  ja: { 'on-time': '間に合う', 'at-risk': '遅れそう', missed: '間に合わない' },
  en: { 'on-time': 'on time', 'at-risk': 'at risk', missed: 'missed' },
}

type Cell = (line: OrderLine, how: How) => CsvValue

const time =
  (of: (order: StoredOrder) => EpochMs | null): Cell =>
  ({ order }, { timeZone }) =>
    csvTime(of(order), timeZone)

const COLUMNS: readonly (readonly [ja: string, en: string, cell: Cell])[] = [
  ['指令ID', 'order_id', (it) => it.order.id],
  ['区分', 'level', (it, { lang }) => LEVELS[lang][it.order.level]],
  ['状態', 'state', (it, { lang }) => STATES[lang][it.order.state]],
  ['路線ID', 'route_id', (it) => it.order.routeId],
  ['路線', 'route', (it) => it.place?.routeName ?? null],
  ['工区', 'block', (it) => it.place?.blockName ?? null],
  ['事業者', 'contractor', (it) => it.contractorName],
  ['発生', 'raised_at', time((it) => it.createdAtMs)],
  ['承認・要請', 'requested_at', time((it) => it.requestedAtMs)],
  ['受諾', 'accepted_at', time((it) => it.acceptedAtMs)],
  ['開始', 'started_at', time((it) => it.startedAtMs)],
  ['完了', 'completed_at', time((it) => it.completedAtMs)],
  ['作業時間（分）', 'minutes_worked', ({ order }) => minutesWorked(order)],
  ['開始期限', 'start_by', time((it) => it.startByMs)],
  ['完了期限', 'finish_by', time((it) => it.finishByMs)],
  ['期限の見込み', 'deadline', (it, { lang }) => deadlineCell(it.order, lang)],
  ['理由', 'reasons', (it, { lang }) => reasonsCell(it, lang)],
  ['備考', 'note', (it) => it.closedReason],
]

/** What stands in a line, in a language; times on the wall clock of `timeZone`. */
export function orderColumns(how: How): CsvColumn<OrderLine>[] {
  return COLUMNS.map(([ja, en, cell]) => [how.lang === 'ja' ? ja : en, (line) => cell(line, how)])
}

function minutesWorked({ startedAtMs, completedAtMs }: StoredOrder): number | null {
  if (startedAtMs === null || completedAtMs === null) return null
  return Math.round((completedAtMs - startedAtMs) / MINUTE_MS)
}

/** Stand-by has no deadline to miss. */
function deadlineCell({ level, finishByMs, deadlineState }: StoredOrder, lang: Language): string | null {
  return level === 'standby' || finishByMs === null ? null : DEADLINES[lang][deadlineState]
}

function reasonsCell({ order, reasons }: OrderLine, lang: Language): string | null {
  if (order.reason !== null) return order.reason
  if (reasons.length === 0) return null
  return reasons.map((it) => reasonText(it, lang)).join(lang === 'ja' ? '；' : '; ')
}
