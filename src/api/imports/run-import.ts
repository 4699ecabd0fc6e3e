import { checkWebhookUrl } from '../../deliver/address-guard.ts'
import { type ImportResult, importIntoAuthority, type Touched } from '../../district/import-plan.ts'
import { invalid } from '../../district/raw-district.ts'
import type { Scope } from '../../domain/role.ts'
import { type FieldSaying, isSpoken, say } from '../../problems/say.ts'
import type { Db } from '../../store/database.ts'
import { importReport, refusedProblems, UNREAD, unreadableReport } from '../import-report.ts'
import type { ImportTask } from './import-task.ts'
import { isUnreadable, readFile } from './read-import.ts'

/** Whoever may import may change roads; for the rest the scope of its own calls is needed too. */
const NEEDS: Readonly<Record<Touched, Scope>> = {
  authority: 'users:write',
  blocks: 'imports:write',
  routes: 'imports:write',
  devices: 'devices:write',
  contractors: 'contractors:write',
  roster: 'roster:write',
  holidays: 'roster:write',
  modes: 'modes:write',
  criteria: 'criteria:write',
}

/**
 * Runs an import. The report is put together before anything is committed: what cannot be told is not done.
 * @param ask resolves when the import may go on.
 * @returns its report as JSON. Throws `request-invalid`, and `district-invalid` for a file with problems but for a dry run.
 */
export async function reportJsonOf(
  db: Db,
  task: ImportTask,
  ask: (what: 'may-write' | 'may-commit') => Promise<void>,
): Promise<string> {
  const { dryRun, leaveOut, authority, actor, nowMs, webhookAllow } = task
  const raw = readFile(task.file)
  if (isUnreadable(raw)) {
    const problems = raw.problems.filter(isSpoken)
    if (dryRun) return JSON.stringify(unreadableReport(problems))
    const placed = problems.map((problem) => ({ place: null, problem }))
    throw invalid(refusedProblems(UNREAD, placed), problems.length)
  }
  const toJson = (it: ImportResult) => JSON.stringify(importReport(raw, it, dryRun))
  let committedJson: string | undefined
  const result = await importIntoAuthority(
    db,
    {
      raw,
      authority,
      actor,
      refusal: (section) => refusalFor(task, section),
      leaveOut,
      dryRun,
      checkWebhookUrl: (url) => checkWebhookUrl(url, webhookAllow),
      nowMs,
    },
    {
      beforeWriting: () => ask('may-write'),
      beforeCommit: (written) => {
        committedJson = toJson(written)
        return ask('may-commit')
      },
    },
  )
  if (committedJson !== undefined) return committedJson
  if (dryRun) return toJson(result)
  throw invalid(refusedProblems(raw, result.problems), result.problems.length)
}

function refusalFor({ scopes, criteriaReviewed }: ImportTask, section: Touched): FieldSaying | undefined {
  const scope = NEEDS[section]
  if (!scopes.has(scope)) return say('needs-scope', { scope })
  return section === 'criteria' && criteriaReviewed ? say('not-published-outright') : undefined
}
