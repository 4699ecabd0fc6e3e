import { type Static, Type } from 'typebox'
import { ROSTER_DAYS, type RosterDay, type RosterEntry } from '../domain/roster.ts'
import { DAY_MS, type EpochMs, localDate, localMidnight, toIso } from '../domain/time.ts'
import type { PlaceRoster } from '../store/roster/list-roster-places.ts'
import { contentEtag } from './content-etag.ts'
import { nullableInteger, nullableText, oneOf, record, ref, Time } from './schema.ts'

export const PLACE_KINDS = ['block', 'route'] as const
/** No block has more; a bound for what is journalled and compared. */
const MAX_ENTRIES = 200

const optionalText = (description: string) => Type.Optional(nullableText(description))

/** A row of a roster, read and written alike. */
const ENTRY = {
  contractor: Type.String({ minLength: 1, maxLength: 128 }),
  rank: Type.Integer({ minimum: 1, maximum: 99, description: '1 is asked first.' }),
  from: optionalText('First day `YYYY-MM-DD` on the authority’s calendar, or an instant; null: from ever.'),
  to: optionalText('Last day, inclusive, or the instant at which it ends; null: for ever.'),
  days: Type.Optional(
    Type.Unsafe<readonly RosterDay[] | null>({
      type: ['array', 'null'],
      items: { type: 'string', enum: ROSTER_DAYS },
      minItems: 1,
      maxItems: ROSTER_DAYS.length,
      description: 'Days on which it is on duty, a night counting as the day on which it begins; null: every day.',
    }),
  ),
  fromTime: optionalText('`HH:MM` on the authority’s wall clock; null together with `toTime`: all day.'),
  toTime: optionalText('`HH:MM`, exclusive; at or before `fromTime` it is the next morning.'),
}
export const RosterEntrySchema = record(ENTRY, { $id: 'RosterEntry' })
export type RosterEntryFields = Static<typeof RosterEntrySchema>

export const RosterInputSchema = record(
  { entries: Type.Array(record(ENTRY), { maxItems: MAX_ENTRIES }) },
  {
    examples: [
      {
        entries: [
          { contractor: 'kita', rank: 1, fromTime: '17:00', toTime: '09:00' },
          { contractor: 'minami', rank: 2, days: ['fri', 'sat'], fromTime: '17:00', toTime: '09:00' },
        ],
      },
    ],
  },
)

export const RosterSchema = record(
  {
    kind: oneOf(PLACE_KINDS),
    id: Type.String({ description: 'Of the block or the route.' }),
    name: Type.String(),
    blockId: Type.String(),
    routes: Type.Integer({ description: 'Routes that go by it; of a block those without a roster of their own.' }),
    entries: Type.Array(ref(RosterEntrySchema)),
    etag: Type.String({ description: 'Goes into If-Match of a change.' }),
  },
  { $id: 'Roster', description: 'Who is asked at a block, or at a route with a roster of its own.' },
)

export const DutySpanSchema = record(
  {
    from: Time,
    to: Time,
    asked: Type.Array(record({ contractor: Type.String(), rank: Type.Integer() }), { description: 'First to last.' }),
    gap: Type.Unsafe<'no-roster' | 'nobody-on-duty' | null>({
      type: ['string', 'null'],
      enum: ['no-roster', 'nobody-on-duty', null],
      description: 'Why nobody can be asked; null: somebody can.',
    }),
  },
  { $id: 'DutySpan' },
)

export const RosterFirmSchema = record(
  {
    id: Type.String(),
    name: Type.String(),
    capacity: nullableInteger('Routes it can carry at a time; null: no limit is known.'),
  },
  { $id: 'RosterFirm' },
)

/** One place's roster as the API shows it. */
export function rosterView(place: PlaceRoster, timeZone: string): Static<typeof RosterSchema> {
  const { kind, id, name, blockId, routes } = place
  const entries = place.entries.map((it) => entryView(it, timeZone))
  return { kind, id, name, blockId, routes, entries, etag: contentEtag(entries) }
}

/** A row as `PUT` takes it: days of the calendar where it begins or ends with one, instants elsewhere. */
function entryView(entry: RosterEntry, timeZone: string): Required<RosterEntryFields> {
  const { contractorId, rank, fromMs, toMs, days, fromTime, toTime } = entry
  return {
    contractor: contractorId,
    rank,
    from: fromMs === null ? null : (dayThatBegins(fromMs, timeZone) ?? toIso(fromMs)),
    to: toMs === null ? null : (dayBeforeThat(toMs, timeZone) ?? toIso(toMs)),
    days: days === null ? null : [...days],
    fromTime,
    toTime,
  }
}

function dayThatBegins(atMs: EpochMs, timeZone: string): string | undefined {
  const date = localDate(atMs, timeZone)
  return localMidnight(date, timeZone) === atMs ? date : undefined
}

function dayBeforeThat(atMs: EpochMs, timeZone: string): string | undefined {
  if (dayThatBegins(atMs, timeZone) === undefined) return undefined
  // half a day earlier lies within the day before, on days of 23 and 25 hours too
  return localDate(atMs - DAY_MS / 2, timeZone)
}
