import { type Static, Type } from 'typebox'
import { DAY_MS, toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { aggregateFlag, NOT_EVALUATED, type QualityFlag } from '../quality/flags.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { FLAG_TESTS, type StoredReading } from '../store/readings/port.ts'
import type { Api, ApiDeps } from './deps.ts'
import { decodeCursor, PageQuery, toPage } from './paging.ts'
import { ownedBy, principalOf } from './principal.ts'
import {
  IdParams,
  NullableObject,
  nullableBoolean,
  nullableInteger,
  nullableNumber,
  nullableText,
  oneOf,
  pageOf,
  record,
  Time,
} from './schema.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

const DEFAULT_READINGS = 1000
const MAX_READINGS = 10_000

/** QARTOD: 1 good, 2 not evaluated, 3 suspect, 4 bad, 9 missing. */
const FlagValue = Type.Unsafe<number>({ type: 'integer', enum: [1, 2, 3, 4, 9] })

export const FlagsSchema = Type.Unsafe<Record<string, number> | null>({
  type: ['object', 'null'],
  description:
    'One digit per quality test (1 good, 2 not evaluated, 3 suspect, 4 bad, 9 missing) and `aggregate`, the worst of ' +
    'them: bad, missing, suspect, good; not evaluated only when no test was. Null until quality control has run.',
  properties: Object.fromEntries([...FLAG_TESTS, 'aggregate'].map((it) => [it, FlagValue])),
})

const ReadingSchema = record(
  {
    at: Time,
    receivedAt: Time,
    distanceMm: nullableNumber('Sensor face to surface, as the device said.'),
    depthMm: nullableNumber('Snow depth after compensation; null until judged, or when none can be computed.'),
    airTempC: nullableNumber(),
    echoQuality: nullableNumber(),
    batteryV: nullableNumber(),
    rssiDbm: nullableNumber(),
    boot: nullableText(),
    seq: nullableInteger(),
    timeSource: oneOf(['device', 'receiver-no-time', 'receiver-implausible'], 'Whose clock `at` is.'),
    flags: FlagsSchema,
    accepted: nullableBoolean('Whether decisions may use it; null until judged.'),
    extra: NullableObject,
  },
  { $id: 'Reading' },
)

const ReadingQuery = record({
  from: Type.Optional(Type.String({ description: 'Inclusive; ISO 8601 or epoch ms. Default: 24 h before `to`.' })),
  to: Type.Optional(Type.String({ description: 'Exclusive. Default: now.' })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_READINGS, description: `Default ${DEFAULT_READINGS}.` }),
  ),
  cursor: PageQuery.cursor,
})

/** What devices measured, as received and as judged. */
export function registerReadings(app: Api, { db, readings, clock }: ApiDeps): void {
  app.addSchema(ReadingSchema)
  app.get(
    '/api/v1/devices/:id/readings',
    {
      config: { scope: 'readings:read' },
      schema: {
        summary: "A device's readings, oldest first",
        tags: ['devices'],
        params: IdParams,
        querystring: ReadingQuery,
        response: { 200: pageOf(ReadingSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit = DEFAULT_READINGS, cursor } = request.query
      ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      const after = decodeCursor(cursor, ['number', 'string'])
      const rows = await readings.readings({
        deviceId: id,
        ...spanOf(request.query, clock.now()),
        limit: limit + 1,
        after: after && { atMs: after[0], identity: after[1] },
      })
      return toPage(rows, limit, (it) => [it.atMs, it.identity], readingView)
    },
  )
}

/**
 * The time a query asks for, up to now by default.
 * @param defaultMs how far back from `to` when `from` is absent. Throws `request-invalid` when it is empty.
 */
export function spanOf(
  query: { readonly from?: string; readonly to?: string },
  nowMs: number,
  defaultMs = DAY_MS,
): { fromMs: number; toMs: number } {
  // readings of this very millisecond belong to "until now"
  const toMs = query.to === undefined ? nowMs + 1 : instantOf('to', query.to)
  const fromMs = query.from === undefined ? toMs - defaultMs : instantOf('from', query.from)
  if (fromMs >= toMs) throw invalidRequest([fieldProblem('from', say('not-before-to'), query.from)])
  return { fromMs, toMs }
}

function readingView(reading: StoredReading): Static<typeof ReadingSchema> {
  const { distanceMm, airTempC, echoQuality, batteryV, rssiDbm, boot, seq, timeSource, accepted, extra } = reading
  return {
    at: toIso(reading.atMs),
    receivedAt: toIso(reading.receivedAtMs),
    distanceMm,
    depthMm: reading.judgedDepthMm,
    airTempC,
    echoQuality,
    batteryV,
    rssiDbm,
    boot,
    seq,
    timeSource,
    flags: flagsView(reading.flags),
    accepted,
    extra,
  }
}

/** Flag digits as an object by test, with the worst of them as `aggregate`; null for null. */
export function flagsView(digits: string | null): Record<string, number> | null {
  if (digits === null) return null
  const values = FLAG_TESTS.map((_, index) => Number(digits[index] ?? NOT_EVALUATED) as QualityFlag)
  const byTest = Object.fromEntries(FLAG_TESTS.map((test, index) => [test, values[index] ?? NOT_EVALUATED]))
  return { ...byTest, aggregate: aggregateFlag(values) }
}
