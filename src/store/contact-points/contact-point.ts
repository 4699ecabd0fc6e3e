import type { Language } from '../../criteria/reason-text.ts'
import type { Weekday } from '../../domain/calendar.ts'
import type { PeopleChannel } from '../../domain/channel.ts'
import type { DutyWindow } from '../../domain/duty-window.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { ContactPointRow } from '../tables.ts'

/** Where a message to a person goes, as far as the outbox is concerned. */
export interface PointAddress {
  readonly authorityId: string
  /** null: an officer on duty. */
  readonly contractorId: string | null
  /** null: an address of the district file. */
  readonly contactPointId: string | null
  readonly channel: PeopleChannel
  /** What shares a breaker. */
  readonly target: string
}

/** Keys of a push subscription, base64url; none for other channels. */
export interface PushKeys {
  readonly p256dh: string
  readonly auth: string
}

/** A way to reach one person of a contractor, or an officer on duty. Holds an address: not for logs. */
export interface ContactPoint extends DutyWindow {
  readonly id: string
  readonly authorityId: string
  /** null: an officer on duty. */
  readonly contractorId: string | null
  readonly name: string
  readonly channel: PeopleChannel
  /** E-mail address, telephone number, LINE id or push endpoint. */
  readonly address: string
  readonly keys: PushKeys | null
  readonly language: Language
  readonly active: boolean
  /** When and why it was switched off because nobody is there any more; null: it is in use. */
  readonly disabledAtMs: EpochMs | null
  readonly disabledWhy: string | null
  readonly createdAtMs: EpochMs
  /** When a message first reached it. */
  readonly verifiedAtMs: EpochMs | null
}

/** A row as a contact point. */
export function contactPointFromRow(row: ContactPointRow): ContactPoint {
  const settings = JSON.parse(row.settings_json) as { readonly keys?: PushKeys }
  return {
    id: row.id,
    authorityId: row.authority_id,
    contractorId: row.contractor_id,
    name: row.name,
    channel: row.channel as PeopleChannel,
    address: row.address,
    keys: settings.keys ?? null,
    language: row.language as Language,
    active: row.active === 1,
    disabledAtMs: row.disabled_at,
    disabledWhy: row.disabled_why,
    days: row.days === null ? null : (row.days.split(',') as Weekday[]),
    fromTime: row.from_time,
    toTime: row.to_time,
    createdAtMs: row.created_at,
    verifiedAtMs: row.verified_at,
  }
}

/** The contact point's row without what only time brings. */
export function contactPointValues(point: ContactPoint) {
  return {
    authority_id: point.authorityId,
    contractor_id: point.contractorId,
    name: point.name,
    channel: point.channel,
    address: point.address,
    settings_json: JSON.stringify(point.keys === null ? {} : { keys: point.keys }),
    language: point.language,
    active: point.active ? 1 : 0,
    disabled_at: point.disabledAtMs,
    disabled_why: point.disabledWhy,
    days: point.days === null ? null : point.days.join(','),
    from_time: point.fromTime,
    to_time: point.toTime,
  }
}

/** Where the outbox sends what is for a contact point. */
export function pointAddress(point: ContactPoint): PointAddress {
  const { id, authorityId, contractorId, channel } = point
  return { authorityId, contractorId, contactPointId: id, channel, target: id }
}
