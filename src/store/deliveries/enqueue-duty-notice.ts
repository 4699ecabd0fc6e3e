import type { DutyNoticeType } from '../../domain/channel.ts'
import { onDuty } from '../../domain/duty-window.ts'
import type { EpochMs } from '../../domain/time.ts'
import { findAuthority } from '../authorities/find-authority.ts'
import { pointAddress } from '../contact-points/contact-point.ts'
import { listDutyPoints } from '../contact-points/list-duty-points.ts'
import type { Trx } from '../database.ts'
import { enqueueNotice } from './enqueue-notice.ts'

export interface DutyNotice {
  readonly authorityId: string
  readonly orderId: string | null
  readonly type: DutyNoticeType
  /** What happened; `why` and `reason`, when given, are put into words, the order's own facts are read when it is sent. */
  readonly data: object
  readonly nowMs: EpochMs
}

/**
 * Tells the officers on duty, in the transaction of the change it tells of: everybody whose window holds, and when it
 * holds for nobody, everybody. @returns how many were told; 0 when the authority has no contact points of its own.
 */
export async function enqueueDutyNotice(trx: Trx, notice: DutyNotice): Promise<number> {
  const { authorityId, orderId, type, nowMs } = notice
  const points = await listDutyPoints(trx, authorityId)
  if (points.length === 0) return 0
  const timeZone = (await findAuthority(trx, authorityId))?.timeZone ?? 'UTC'
  const now = points.filter((it) => onDuty(it, nowMs, timeZone))
  const told = now.length > 0 ? now : points
  const item = { orderId, offerId: null, data: notice.data as Readonly<Record<string, unknown>> }
  for (const point of told) {
    await enqueueNotice(trx, { point: pointAddress(point), callOutId: null, type, item, nowMs })
  }
  return told.length
}
