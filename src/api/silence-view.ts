import { type Static, Type } from 'typebox'
import { IdSchema, RoadClassSchema } from '../criteria/criterion-schema.ts'
import type { Silence } from '../domain/silence.ts'
import { silenceStands } from '../domain/silence.ts'
import { type EpochMs, toIso } from '../domain/time.ts'
import type { StoredSilence } from '../store/silences/silence-row.ts'
import { PeopleView } from './people-names.ts'
import { nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

/** What is silenced: a device under maintenance, or the routes of a scope. */
export const TargetSchema = Type.Union([
  record({ kind: Type.Literal('device'), device: IdSchema }),
  record({
    kind: Type.Literal('scope'),
    scope: Type.Union([
      record({ kind: Type.Literal('authority') }),
      record({ kind: Type.Literal('road-class'), roadClass: RoadClassSchema }),
      record({ kind: Type.Literal('block'), id: IdSchema }),
      record({ kind: Type.Literal('route'), id: IdSchema }),
    ]),
  }),
])

export const SilenceView = record(
  {
    id: Type.String(),
    target: Type.Unsafe<Silence['target']>({
      type: 'object',
      required: ['kind'],
      properties: {
        kind: { type: 'string', enum: ['scope', 'device'] },
        device: { type: 'string' },
        scope: { type: 'object', additionalProperties: true },
      },
    }),
    from: Time,
    to: Time,
    reason: Type.String(),
    state: oneOf(['coming', 'standing', 'over']),
    createdAt: Time,
    createdBy: Type.String({ description: '`kind:id` of who set it.' }),
    endedAt: nullableTime('Ended before its time.'),
    endedBy: nullableText(),
    endedReason: nullableText(),
    people: PeopleView,
  },
  { $id: 'Silence' },
)

/** A silence and how it stands at a moment. @param people names, by `user:ID`. */
export function silenceView(
  silence: StoredSilence,
  nowMs: EpochMs,
  people: Readonly<Record<string, string>>,
): Static<typeof SilenceView> {
  const { id, target, reason, createdBy, endedBy, endedReason } = silence
  return {
    id,
    target,
    from: toIso(silence.fromMs),
    to: toIso(silence.toMs),
    reason,
    state: stateOf(silence, nowMs),
    createdAt: toIso(silence.createdAtMs),
    createdBy,
    endedAt: isoOrNull(silence.endedAtMs),
    endedBy,
    endedReason,
    people: { ...people },
  }
}

function stateOf(silence: StoredSilence, nowMs: EpochMs): 'coming' | 'standing' | 'over' {
  if (silenceStands(silence, nowMs)) return 'standing'
  return silence.endedAtMs === null && nowMs < silence.fromMs ? 'coming' : 'over'
}
