import { type Static, Type } from 'typebox'
import { type RouteCourse, UNKNOWN_WHYS } from '../decide/route-course.ts'
import { ORDER_STATES } from '../domain/order.ts'
import { toIso } from '../domain/time.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'

/** How finely a series tells what was measured: each reading, or hours and days rolled up. */
const RESOLUTIONS = ['reading', 'hour', 'day'] as const
export type Resolution = (typeof RESOLUTIONS)[number]

/** A column of a series: as long as its `at`. */
const Column = Type.Array(nullableNumber())
const At = Type.Array(Type.Integer(), { description: 'Epoch ms, ascending; every column is as long as this one.' })

const CourseSchema = record(
  {
    at: At,
    depthCm: Column,
    depthSincePassCm: Column,
    newSnowCm: Column,
    minCm: Type.Array(nullableNumber(), { description: 'Lowest depth of the hour or day; empty for single readings.' }),
    maxCm: Column,
  },
  {
    $id: 'RouteCourse',
    description: 'The route’s own figures, by the rule of its state: null where they were not known, or not rolled up.',
  },
)

const RefusedSchema = record(
  {
    at: Time,
    rawCm: nullableNumber(),
    flags: Type.Record(Type.String(), Type.Integer(), { description: 'The tests that did not say good, by name.' }),
  },
  { $id: 'RefusedReading', description: 'A reading that decisions did not use, and which quality tests refused it.' },
)

const SensorSeriesSchema = record(
  {
    device: Type.String(),
    surface: oneOf(['carriageway', 'roadside']),
    gapS: Type.Number({ description: 'Readings further apart than this, seconds, leave a gap: it was not known.' }),
    at: At,
    rawCm: Type.Array(nullableNumber(), { description: 'Depth of the reading itself, used or not.' }),
    depthCm: Type.Array(nullableNumber(), {
      description:
        'Accepted depth: what decisions saw with this reading; null where it was refused. Mean of a roll-up.',
    }),
    depthSincePassCm: Column,
    newSnowCm: Column,
    minCm: Type.Array(nullableNumber(), { description: 'Of the hour or day; empty for single readings.' }),
    maxCm: Column,
    refused: Type.Array(ref(RefusedSchema), { description: 'The newest ones.' }),
    refusedTotal: Type.Integer(),
  },
  { $id: 'SensorSeries' },
)
export type SensorSeriesView = Static<typeof SensorSeriesSchema>

const PassSchema = record(
  {
    at: Time,
    source: oneOf(['contractor', 'officer', 'step-down'], 'Who says that a plow passed.'),
    device: nullableText('The sensor that saw it; null: a person reported it.'),
    orderId: nullableText(),
  },
  { $id: 'SeriesPass' },
)

const OrderMomentsSchema = record(
  {
    id: Type.String(),
    level: oneOf(['standby', 'dispatch']),
    state: oneOf(ORDER_STATES),
    createdAt: Time,
    requestedAt: nullableTime('When it was approved, or raised without need of it.'),
    acceptedAt: nullableTime(),
    startedAt: nullableTime(),
    completedAt: nullableTime(),
    closedAt: nullableTime(),
    finishBy: nullableTime(),
  },
  { $id: 'SeriesOrder' },
)

const DecisionMomentSchema = record(
  {
    id: Type.String(),
    at: Time,
    result: oneOf(['fire', 'release']),
    level: oneOf(['standby', 'dispatch']),
    criterionId: Type.String(),
    criterionVersion: Type.Integer(),
    orderId: nullableText(),
    text: record({ ja: Type.String(), en: Type.String() }),
  },
  { $id: 'SeriesDecision' },
)

const SilenceSpanSchema = record(
  {
    id: Type.String(),
    kind: oneOf(['silence', 'maintenance']),
    device: nullableText(),
    from: Time,
    to: Type.Unsafe<string>({ ...Time, description: 'When it ended or will end.' }),
    reason: Type.String(),
  },
  { $id: 'SeriesSilence' },
)

const LineSchema = record(
  {
    criterionId: Type.String(),
    criterionVersion: Type.Integer(),
    name: nullableText(),
    mode: oneOf(['support', 'automatic']),
    level: oneOf(['standby', 'dispatch']),
    kind: oneOf(['threshold', 'forecast', 'probability']),
    measure: oneOf(['depth', 'depth-since-pass', 'new-snow']),
    triggerCm: Type.Number(),
    releaseCm: nullableNumber(),
    by: nullableText('By when a forecast must reach it: `deadline`, a wall-clock time, or hours from now.'),
    quantile: nullableText(),
    probability: nullableNumber(),
  },
  { $id: 'CriterionLine', description: 'A level that a criterion in force on the route fires at.' },
)
export type LineView = Static<typeof LineSchema>

const UnknownSchema = record(
  { from: Time, to: Time, why: oneOf(UNKNOWN_WHYS) },
  { $id: 'UnknownSpan', description: 'A time in which nobody could say what lay on the road, and why.' },
)

const SPAN = {
  at: Time,
  from: Time,
  to: Time,
  timeZone: Type.String({ description: 'IANA zone of the authority’s wall clock.' }),
  resolution: oneOf(RESOLUTIONS),
}

const NOT_YOURS = 'Null: not within the scopes of the caller.'
const EVENTS = {
  passes: Type.Array(ref(PassSchema)),
  orders: Type.Unsafe<Static<typeof OrderMomentsSchema>[] | null>({
    anyOf: [{ type: 'array', items: { $ref: 'SeriesOrder#' } }, { type: 'null' }],
    description: NOT_YOURS,
  }),
  decisions: Type.Unsafe<Static<typeof DecisionMomentSchema>[] | null>({
    anyOf: [{ type: 'array', items: { $ref: 'SeriesDecision#' } }, { type: 'null' }],
    description: `That fired or released. ${NOT_YOURS}`,
  }),
  silences: Type.Unsafe<Static<typeof SilenceSpanSchema>[] | null>({
    anyOf: [{ type: 'array', items: { $ref: 'SeriesSilence#' } }, { type: 'null' }],
    description: NOT_YOURS,
  }),
  lines: Type.Unsafe<LineView[] | null>({
    anyOf: [{ type: 'array', items: { $ref: 'CriterionLine#' } }, { type: 'null' }],
    description: `Of the criteria in force now. ${NOT_YOURS}`,
  }),
}

export const RouteSeriesSchema = record(
  {
    routeId: Type.String(),
    ...SPAN,
    route: ref(CourseSchema),
    unknown: Type.Array(ref(UnknownSchema)),
    sensors: Type.Array(ref(SensorSeriesSchema)),
    ...EVENTS,
  },
  { $id: 'RouteSeries' },
)

export const DeviceSeriesSchema = record(
  {
    device: Type.String(),
    routeId: nullableText(),
    ...SPAN,
    sensor: Type.Unsafe<SensorSeriesView | null>({
      anyOf: [{ $ref: 'SensorSeries#' }, { type: 'null' }],
      description: 'Null: the device measures no snow.',
    }),
    unknown: Type.Array(ref(UnknownSchema)),
    ...EVENTS,
  },
  { $id: 'DeviceSeries' },
)
export type SeriesEvents = Pick<Static<typeof RouteSeriesSchema>, keyof typeof EVENTS>

export const SERIES_SCHEMAS = [
  CourseSchema,
  RefusedSchema,
  SensorSeriesSchema,
  PassSchema,
  OrderMomentsSchema,
  DecisionMomentSchema,
  SilenceSpanSchema,
  LineSchema,
  UnknownSchema,
  RouteSeriesSchema,
  DeviceSeriesSchema,
]

/** Unknown spans as the API writes them. */
export function unknownView(unknown: RouteCourse['unknown']): Static<typeof UnknownSchema>[] {
  return unknown.map(({ fromMs, toMs, why }) => ({ from: toIso(fromMs), to: toIso(toMs), why }))
}
