import { listChannels } from '../channels/list-channels.ts'
import type { Db, Trx } from '../database.ts'
import { contactPointFromRow, type PointAddress, pointAddress } from './contact-point.ts'

export interface ContractorAddresses {
  readonly id: string
  readonly authorityId: string
  readonly email: string | null
  readonly phone: string | null
}

/**
 * Everybody of a contractor who is told: its contact points in use, and the e-mail address and telephone number of the
 * district file where that channel is set up and the contractor has no contact point of it.
 */
export async function contractorPoints(db: Db | Trx, contractor: ContractorAddresses): Promise<PointAddress[]> {
  const rows = await db
    .selectFrom('contact_points')
    .selectAll()
    .where('contractor_id', '=', contractor.id)
    .orderBy('id')
    .execute()
  const points = rows.map(contactPointFromRow)
  const inUse = points.filter((it) => it.active && it.disabledAtMs === null).map(pointAddress)
  if (contractor.email === null && contractor.phone === null) return inUse
  const ready = new Set((await listChannels(db)).map((it) => it.name))
  const implied = (['email', 'sms'] as const).filter((channel) => {
    const address = channel === 'email' ? contractor.email : contractor.phone
    return (address ?? '') !== '' && ready.has(channel) && !points.some((it) => it.channel === channel)
  })
  const { id: contractorId, authorityId } = contractor
  return [
    ...inUse,
    ...implied.map((channel) => {
      return { authorityId, contractorId, contactPointId: null, channel, target: `${channel}:${contractorId}` }
    }),
  ]
}
