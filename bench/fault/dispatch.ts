import { parseArgs } from 'node:util'
import { FAULTS } from './dispatch/ledger.ts'
import { type StormReport, storm } from './dispatch/storm.ts'

/** Random storms: nothing that was ordered may be lost, doubled or left undelivered. docs/benchmarks.md. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    storms: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
})
/** What an unanswered offer's escalation may be off by, ms of simulated clock. */
const MAX_ESCALATION_ERROR_MS = 1000
const PROBLEMS_SHOWN = 30

const say = (line: string) => process.stdout.write(`${line}\n`)
const storms = Number(values.storms)
const seed = Number(values.seed)

function lateness({ escalation }: StormReport): string[] {
  const { worstMs, nightEscalations } = escalation
  const late = worstMs > MAX_ESCALATION_ERROR_MS ? [`an escalation was ${worstMs} ms off its time`] : []
  return nightEscalations > 0 ? late : [...late, 'no offer came due at night']
}

const reports: StormReport[] = []
const problems: string[] = []
const startMs = performance.now()
for (let number = 0; number < storms; number++) {
  const report = await storm(seed + number)
  reports.push(report)
  const found = [
    ...report.lost,
    ...report.doubled,
    ...report.undelivered,
    ...report.ledger.problems,
    ...(report.auditBreak === null ? [] : [`the audit chain is broken: ${report.auditBreak}`]),
    ...lateness(report),
    ...(report.settled ? [] : ['it did not come to rest in time']),
  ]
  problems.push(...found.map((it) => `storm ${number + 1} (seed ${seed + number}): ${it}`))
  const { orders, deliveries, kills, escalation } = report
  say(
    `storm ${number + 1} of ${storms}: ${orders} orders, ${deliveries} webhooks, ${kills} kills, ` +
      `${escalation.escalations + escalation.overdue} unanswered; ${found.length === 0 ? 'all well' : `${found.length} problems`}`,
  )
}

const sum = (read: (it: StormReport) => number) => reports.reduce((total, it) => total + read(it), 0)
const worst = (read: (it: StormReport) => number) => Math.max(0, ...reports.map(read))
const result = {
  storms,
  kills: sum((it) => it.kills),
  orders: sum((it) => it.orders),
  lost: sum((it) => it.lost.length),
  doubled: sum((it) => it.doubled.length),
  undelivered: sum((it) => it.undelivered.length),
  worst_escalation_error_ms: worst((it) => it.escalation.worstMs),
  escalations: sum((it) => it.escalation.escalations),
  escalations_from_02_to_04: sum((it) => it.escalation.nightEscalations),
  overdue_at_restart: sum((it) => it.escalation.overdue),
  /** Real time: the simulated clock runs while the process starts. */
  worst_overdue_real_ms: Math.round(worst((it) => it.escalation.worstOverdueRealMs)),
  audit_broken: reports.filter((it) => it.auditBreak !== null).length,
  deliveries: sum((it) => it.deliveries),
  repeated_webhooks: sum((it) => it.ledger.repeats()),
  answers: {
    accepted: sum((it) => it.ledger.answers.accepted),
    declined: sum((it) => it.ledger.answers.declined),
    ignored: sum((it) => it.ledger.answers.ignored),
    refused: sum((it) => it.ledger.answers.refused),
  },
  faults: Object.fromEntries(FAULTS.map((fault) => [fault, sum((it) => it.ledger.faults[fault])])),
  clock_jumps: sum((it) => it.kills),
  seed,
  seconds: Math.round((performance.now() - startMs) / 1000),
  problems: problems.slice(0, PROBLEMS_SHOWN),
}
say(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
process.exitCode = problems.length > 0 ? 1 : 0
