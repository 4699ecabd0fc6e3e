import { type Static, Type } from 'typebox'
import { CHANNELS } from '../../domain/channel.ts'
import { PRESENCE_STATUSES } from '../../domain/device-health.ts'
import { DEADLINE_STATES, ORDER_STATES } from '../../domain/order.ts'
import { BOARD_KINDS } from '../../store/board/list-urgent-orders.ts'
import { DELIVERY_TYPES } from '../../store/deliveries/delivery.ts'
import { UNKNOWN_REASONS } from '../public-map.ts'
import { nullableInteger, nullableNumber, nullableText, nullableTime, oneOf, record, ref, Time } from '../schema.ts'

export const SEVERITIES = ['critical', 'serious', 'notice'] as const
export type Severity = (typeof SEVERITIES)[number]

/** One sentence in both languages. */
export const SentenceSchema = record({ ja: Type.String(), en: Type.String() }, { $id: 'Sentence' })
export type Sentence = Static<typeof SentenceSchema>

const Sentences = Type.Array(ref(SentenceSchema))

const FirmSchema = record(
  {
    id: Type.String(),
    name: Type.String(),
    phone: nullableText('For those who may read contractors; null also when none is known.'),
    rank: nullableInteger('Place on the roster; 0: asked outside it.'),
  },
  { $id: 'BoardFirm' },
)

const PlaceFields = {
  routeId: Type.String(),
  routeName: Type.String(),
  roadClass: Type.String(),
  blockId: Type.String(),
  blockName: Type.String(),
}

const BoardOrderSchema = record(
  {
    kind: oneOf(
      BOARD_KINDS,
      '`alarm`: nobody took it. `proposal`: awaits approval. `late`: a crew has it and its deadline is at risk or missed. ' +
        '`recall`: a crew has it and its criterion no longer asks for it. `offer`: a contractor is being asked.',
    ),
    severity: oneOf(SEVERITIES),
    actBy: nullableTime('What runs out first: the latest start, or the answer time.'),
    why: Type.Array(ref(SentenceSchema), { description: 'What speaks for it, or what went wrong.' }),
    doubts: Type.Array(ref(SentenceSchema), { description: 'What was not known when it was decided.' }),
    orderId: Type.String(),
    version: Type.Integer(),
    level: oneOf(['standby', 'dispatch']),
    state: oneOf(ORDER_STATES),
    priority: Type.Integer(),
    createdAt: Time,
    startBy: nullableTime(),
    finishBy: nullableTime(),
    deadlineState: oneOf(DEADLINE_STATES),
    ...PlaceFields,
    plowMinutes: Type.Number(),
    condition: record({
      status: oneOf(['known', 'unknown']),
      depthCm: nullableNumber('Snow now, cm.'),
      depthSincePassCm: nullableNumber(),
      newSnowCm: nullableNumber(),
      observedAt: nullableTime(),
      validUntil: nullableTime('Until when it counts as known if no sensor speaks again.'),
      why: Type.Union([oneOf(UNKNOWN_REASONS), Type.Null()]),
    }),
    lastPassAt: nullableTime('When it was last plowed.'),
    decisionId: nullableText(),
    criterionId: nullableText(),
    asked: Type.Union(
      [
        record({
          offerId: Type.String(),
          firm: ref(FirmSchema),
          createdAt: Time,
          respondBy: Time,
          deliveredAt: nullableTime(),
          readAt: nullableTime(),
        }),
        Type.Null(),
      ],
      { description: 'Who is being asked now.' },
    ),
    crew: Type.Union([ref(FirmSchema), Type.Null()], { description: 'Who accepted it.' }),
    next: Type.Union([ref(FirmSchema), Type.Null()], { description: 'Who is first, or next, on the roster.' }),
    passedOver: Type.Array(record({ firm: ref(FirmSchema), ja: Type.String(), en: Type.String() }), {
      description: 'Who cannot be asked now, and why.',
    }),
    askedBefore: Type.Integer({ description: 'How many were asked and did not take it.' }),
    percent: nullableNumber('Share of the route that its crew reported done.'),
  },
  { $id: 'BoardOrder' },
)
export type BoardOrder = Static<typeof BoardOrderSchema>

const SENSOR_TROUBLES = [...PRESENCE_STATUSES.filter((it) => it !== 'ok'), 'suspect', 'quarantined'] as const

const BoardSensorSchema = record(
  {
    deviceId: Type.String(),
    trouble: oneOf(
      SENSOR_TROUBLES,
      '`suspect`: it is heard, but what it says is in doubt. `quarantined`: it sent what could not be read.',
    ),
    since: nullableTime(),
    why: Sentences,
    ...PlaceFields,
  },
  { $id: 'BoardSensor' },
)
export type BoardSensor = Static<typeof BoardSensorSchema>

const UnknownRouteSchema = record(
  { ...PlaceFields, since: nullableTime('Since when no criterion could tell.') },
  { $id: 'BoardUnknownRoute' },
)

export const BoardSchema = record(
  {
    at: Time,
    timeZone: Type.String(),
    nightFrom: Time,
    toAct: Type.Integer({ description: 'Orders that wait for an officer.' }),
    head: record({
      routesAboveTrigger: Type.Integer({ description: 'Routes on which a dispatch criterion holds.' }),
      routesUnknown: Type.Integer({ description: 'Routes of which no criterion can tell.' }),
      dispatch: record({
        proposed: Type.Integer(),
        requested: Type.Integer(),
        accepted: Type.Integer(),
        started: Type.Integer(),
      }),
      standby: record({
        proposed: Type.Integer(),
        requested: Type.Integer(),
        accepted: Type.Integer(),
        started: Type.Integer(),
      }),
      crewsWorking: Type.Integer({ description: 'Firms with a crew at work.' }),
      doneThisNight: Type.Integer({ description: 'Routes done since `nightFrom`.' }),
      sensors: record({ total: Type.Integer(), heard: Type.Integer() }),
    }),
    orders: record({
      totals: record({
        alarm: Type.Integer(),
        proposal: Type.Integer(),
        late: Type.Integer(),
        recall: Type.Integer(),
        offer: Type.Integer(),
      }),
      items: Type.Array(ref(BoardOrderSchema), { description: 'The most urgent first.' }),
    }),
    sensors: record({
      total: Type.Integer(),
      blocks: Type.Array(record({ blockId: Type.String(), blockName: Type.String(), count: Type.Integer() })),
      items: Type.Array(ref(BoardSensorSchema)),
      unwatched: Type.Integer({ description: 'Sensors not heard on routes without a criterion in force: not named.' }),
    }),
    unknownRoutes: record({
      total: Type.Integer(),
      items: Type.Array(ref(UnknownRouteSchema)),
      withoutSensors: Type.Integer({
        description: 'Routes with a dispatch criterion in force and no sensor to judge by.',
      }),
      withoutCriterion: Type.Integer({ description: 'Routes without a dispatch criterion in force.' }),
    }),
    messages: Type.Union(
      [
        record({
          more: Type.Boolean(),
          items: Type.Array(
            record({
              deliveryId: Type.String(),
              type: oneOf(DELIVERY_TYPES),
              channel: oneOf(CHANNELS),
              contractorId: nullableText('null: it was for an officer on duty.'),
              contractorName: nullableText(),
              orderId: nullableText(),
              createdAt: Time,
              error: nullableText(),
            }),
          ),
        }),
        Type.Null(),
      ],
      { description: 'Messages of this night that were given up and still matter; null without `contractors:read`.' },
    ),
    modes: Type.Array(
      record({ id: Type.String(), name: Type.String(), since: Time, by: oneOf(['rule', 'officer']), why: Sentences }),
      { description: 'City-wide modes that are on.' },
    ),
    silences: record({
      total: Type.Integer(),
      items: Type.Array(
        record({
          id: Type.String(),
          kind: oneOf(['scope', 'device']),
          scope: Type.String({ description: '`authority`, `road-class:x`, `block:x`, `route:x` or `device:x`.' }),
          to: Time,
          reason: Type.String(),
        }),
      ),
    }),
    forecast: record({
      state: oneOf(['none', 'fresh', 'stale'], '`none`: no forecasts are asked for here.'),
      cells: Type.Integer(),
      staleCells: Type.Integer(),
      confirmedAt: nullableTime(),
    }),
    quietSince: nullableTime(
      'When an order last moved, while none waits for anybody; null: one does, or none ever did.',
    ),
  },
  { $id: 'Board' },
)
export type Board = Static<typeof BoardSchema>

export const BOARD_SCHEMAS = [
  SentenceSchema,
  FirmSchema,
  BoardOrderSchema,
  BoardSensorSchema,
  UnknownRouteSchema,
  BoardSchema,
]
export type Firm = Static<typeof FirmSchema>
export type UnknownRoute = Static<typeof UnknownRouteSchema>
