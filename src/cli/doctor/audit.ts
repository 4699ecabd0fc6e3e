import type { Db } from '../../store/database.ts'
import { oldestOfNewest } from '../../store/events/oldest-of-newest.ts'
import { verifyChain } from '../../store/events/verify-chain.ts'
import { type Finding, fail, ok } from './finding.ts'

/** Events that are looked at: those of some weeks, in a tenth of a second. */
export const CHECKED_EVENTS = 10_000

/** Where the audit chain ends, and whether its newest events are what was written. */
export async function checkAudit(db: Db): Promise<Finding> {
  const fromId = await oldestOfNewest(db, CHECKED_EVENTS)
  if (fromId === undefined) return ok('audit log', 'it is empty')
  const { broken, head, checked } = await verifyChain(db, { fromId })
  if (broken === null) {
    return ok('audit log', `head ${head.id} ${head.hash}; the newest ${checked} events are what was written`)
  }
  const remedy = 'Run `yukiban audit verify`, keep this database as it is, and compare it with a backup that is whole.'
  return fail('audit log', `event ${broken.eventId} does not fit: ${broken.why}`, remedy)
}
