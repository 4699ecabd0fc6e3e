import { listAuthorities } from '../../store/authorities/list-authorities.ts'
import { listChannels } from '../../store/channels/list-channels.ts'
import { contractorPoints } from '../../store/contact-points/contractor-points.ts'
import { listDutyPoints } from '../../store/contact-points/list-duty-points.ts'
import { listContractors } from '../../store/contractors/list-contractors.ts'
import type { Db } from '../../store/database.ts'
import { findRoster } from '../../store/roster/find-roster.ts'
import { type Finding, named, ok, warn } from './finding.ts'

/**
 * Whether messages can reach those who must act: every contractor of a roster, since one that nothing calls lets its
 * answer time run out unheard, and in every authority an officer, who is told of what nobody took.
 */
export async function checkReach(db: Db): Promise<Finding[]> {
  const ready = new Set((await listChannels(db)).map((it) => it.name))
  const authorities = await listAuthorities(db)
  const unheard: { readonly id: string }[] = []
  const unmanned: { readonly id: string }[] = []
  for (const { id } of authorities) {
    const roster = new Set((await findRoster(db, id)).map((it) => it.contractorId))
    for (const contractor of await listContractors(db, { authorityId: id })) {
      if (!roster.has(contractor.id)) continue
      const { webhookUrl, webhookDisabledAtMs } = contractor
      if ((webhookUrl ?? '') !== '' && webhookDisabledAtMs === null) continue
      const points = await contractorPoints(db, contractor)
      if (!points.some((it) => ready.has(it.channel))) unheard.push(contractor)
    }
    if (!(await listDutyPoints(db, id)).some((it) => ready.has(it.channel))) unmanned.push({ id })
  }
  return authorities.length === 0 ? [] : [contractorsFinding(unheard), officersFinding(unmanned)]
}

function contractorsFinding(unheard: readonly { readonly id: string }[]): Finding {
  return named(
    'contractors out of reach',
    unheard,
    'every contractor of a roster can be called',
    'of a roster that no webhook and no channel in use calls',
    'Give each a webhookUrl, or a contact point of a channel that is set up (docs/channels.md).',
  )
}

function officersFinding(unmanned: readonly { readonly id: string }[]): Finding {
  if (unmanned.length === 0) return ok('officers on duty', 'somebody is told of alarms')
  return warn(
    'officers on duty',
    `nobody is told of alarms: ${unmanned.map((it) => it.id).join(', ')}`,
    'Set up a channel and add contact points without contractor (docs/channels.md).',
  )
}
