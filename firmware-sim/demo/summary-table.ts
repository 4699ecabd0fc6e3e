import type { Language } from '../../src/criteria/reason-text.ts'
import type { Level } from '../../src/domain/criterion.ts'
import { ORDER_STATES, type Order } from '../../src/domain/order.ts'
import { phrasesOf } from './phrases.ts'
import type { Summary } from './summary.ts'
import { padTo, paint, type Screen, type Tone, widthOf, wrap } from './text.ts'

const WORDS = {
  en: {
    title: 'The night in figures',
    readings: 'Readings stored',
    acked: 'Acknowledged to sensors',
    quarantined: 'in quarantine (unreadable)',
    duplicates: 'Stored twice',
    lost: 'Lost',
    decisions: 'Decisions recorded',
    forecasts: 'Forecast runs received',
    predictions: 'Predictions asked for and given',
    webhooks: 'Webhooks, signature verified',
    answer: 'Offer to acceptance, mean',
    minutes: 'min',
    deadlines: 'Deadlines met',
    of: 'of',
    orders: 'Orders',
    approved: 'of them proposed to an officer',
    troubles: 'Refused to contractors, officer or viewer',
  },
  ja: {
    title: '一夜のまとめ',
    readings: '保存した観測値',
    acked: 'センサーへ受領確認した数',
    quarantined: '隔離（解読不能）',
    duplicates: '重複保存',
    lost: '欠落',
    decisions: '記録した判断',
    forecasts: '受信した予報',
    predictions: '照会に答えた予測',
    webhooks: 'Webhook（署名確認済み）',
    answer: '打診から受諾まで（平均）',
    minutes: '分',
    deadlines: '期限内の完了',
    of: '/',
    orders: '指示',
    approved: 'うち職員の承認を経たもの',
    troubles: '事業者・職員・閲覧者の操作が拒否された',
  },
} as const

const INDENT = '  '
const GAP = '  '
const LEVELS: readonly Level[] = ['dispatch', 'standby']

/** Prints what the night came to. */
export function printSummary(summary: Summary, screen: Screen, language: Language): void {
  const words = WORDS[language]
  const { readings, acked, quarantined, duplicates, losses, decisions, answerMin, deadlines, proposed } = summary
  const figures: [name: string, value: string, tone: Tone][] = [
    [words.readings, `${readings}`, 'plain'],
    [words.acked, `${acked}${GAP}(${quarantined} ${words.quarantined})`, 'plain'],
    [words.duplicates, `${duplicates}`, duplicates === 0 ? 'good' : 'alarm'],
    [words.lost, `${losses.length}`, losses.length === 0 ? 'good' : 'alarm'],
    [words.decisions, `${decisions}`, 'plain'],
    [words.forecasts, `${summary.forecastRuns}`, 'plain'],
    [words.predictions, `${summary.predictions}`, 'plain'],
    [words.webhooks, `${summary.webhooksVerified}`, 'plain'],
    [words.answer, answerMin === null ? '-' : `${answerMin.toFixed(1)} ${words.minutes}`, 'plain'],
    [words.deadlines, `${deadlines.met} ${words.of} ${deadlines.of}`, deadlines.met < deadlines.of ? 'doubt' : 'good'],
    [words.orders, `${summary.orders.length}${GAP}(${proposed} ${words.approved})`, 'plain'],
  ]
  screen.print('')
  screen.print(paint(screen, 'title', words.title))
  const columns = Math.max(...figures.map(([name]) => widthOf(name)))
  for (const [name, value, tone] of figures) {
    screen.print(`${INDENT}${padTo(name, columns)}${GAP}${paint(screen, tone, value)}`)
  }
  screen.print('')
  for (const line of ordersTable(summary.orders, language)) screen.print(INDENT + line)
  const complaints = [...losses, ...summary.troubles.map((it) => `${words.troubles}: ${it}`)]
  for (const text of complaints) {
    for (const line of wrap(text, screen.columns() - INDENT.length)) screen.print(INDENT + paint(screen, 'alarm', line))
  }
}

/** Orders by level and state; states that no order is in are left out. */
function ordersTable(orders: readonly Order[], language: Language): string[] {
  const { level: levelNames, state: stateNames } = phrasesOf(language)
  const states = ORDER_STATES.filter((state) => orders.some((it) => it.state === state))
  const rows = LEVELS.map((level) => {
    const counts = states.map((state) => orders.filter((it) => it.level === level && it.state === state).length)
    return [levelNames[level], ...counts.map(String)]
  })
  const table = [['', ...states.map((it) => stateNames[it])], ...rows]
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => widthOf(row[column] ?? ''))))
  return table.map((row) =>
    row.map((text, column) => padTo(text, widths[column] ?? 0, column === 0 ? 'left' : 'right')).join(GAP),
  )
}
