import { type Static, Type } from 'typebox'
import { MINUTE_MS, toIso } from '../domain/time.ts'
import { REPLAY_STATES, type StoredReplay } from '../store/replays/replay-row.ts'
import { AnyObject, nullableNumber, nullableTime, oneOf, record, Time } from './schema.ts'

const ResponseSchema = record({
  passes: oneOf(['modelled', 'recorded']),
  approveMin: Type.Number(),
  answerMin: Type.Number(),
  mobiliseMin: Type.Number(),
})

export const ReplaySchema = record(
  {
    id: Type.String(),
    state: oneOf(REPLAY_STATES),
    progress: Type.Number({ description: '0 … 1.' }),
    criteria: Type.Array(AnyObject),
    from: Time,
    to: Time,
    stepMin: Type.Number(),
    routes: Type.Unsafe<readonly string[] | null>({
      type: ['array', 'null'],
      items: { type: 'string' },
      description: 'Null: all that the criteria concern.',
    }),
    response: ResponseSchema,
    needCm: nullableNumber(),
    requestedBy: Type.String({ description: '`kind:id` of who asked.' }),
    createdAt: Time,
    startedAt: nullableTime(),
    finishedAt: nullableTime(),
    error: Type.Unsafe<{ code: string; message: string } | null>({
      type: ['object', 'null'],
      properties: { code: { type: 'string' }, message: { type: 'string' } },
    }),
  },
  { $id: 'Replay' },
)

export const ReplayWithResultSchema = record(
  {
    ...ReplaySchema.properties,
    result: Type.Unsafe<Readonly<Record<string, unknown>> | null>({
      type: ['object', 'null'],
      additionalProperties: true,
      description: 'Totals, routes, calls and differences (docs/replay.md); null until it is done.',
    }),
  },
  { $id: 'ReplayWithResult' },
)

/** A replay as it stands. */
export function replayView(replay: StoredReplay): Static<typeof ReplaySchema> {
  const { id, state, share, plan, actor, createdAtMs, startedAtMs, finishedAtMs, error } = replay
  return {
    id,
    state,
    progress: Math.round(share * 1000) / 1000,
    criteria: plan.criteria.map((it) => ({ ...it })),
    from: toIso(plan.fromMs),
    to: toIso(plan.toMs),
    stepMin: plan.stepMs / MINUTE_MS,
    routes: plan.routeIds,
    response: { ...plan.response },
    needCm: plan.needCm,
    requestedBy: actor,
    createdAt: toIso(createdAtMs),
    startedAt: startedAtMs === null ? null : toIso(startedAtMs),
    finishedAt: finishedAtMs === null ? null : toIso(finishedAtMs),
    error,
  }
}
