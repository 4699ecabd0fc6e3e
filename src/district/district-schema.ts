import { type Static, Type } from 'typebox'
import { IdSchema, RoadClassSchema } from '../criteria/criterion-schema.ts'
import { CODEC_NAMES, PAYLOAD_FORMAT_NAMES } from '../decode/index.ts'
import { ROSTER_DAYS, type RosterDay } from '../domain/roster.ts'
import { DEV_EUI_PATTERN, DEV_EUI_RULE } from './check-encoding.ts'

/** The district file as people write it: one object with these sections; each row by itself, so that each is checked. */

const NameSchema = Type.String({ minLength: 1, maxLength: 200 })

/** As people write it; the checks bring it into its one form. */
const NameKanaSchema = Type.String({ maxLength: 200 })

const TimeOfDaySchema = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: 'a time of day HH:MM from 00:00 to 23:59',
})

export const AuthoritySchema = Type.Object({
  id: IdSchema,
  name: NameSchema,
  kind: Type.Optional(Type.Union([Type.Literal('national'), Type.Literal('prefecture'), Type.Literal('municipality')])),
  timeZone: Type.Optional(Type.String({ description: 'an IANA time zone such as Asia/Tokyo' })),
})

export const BlockSchema = Type.Object({
  id: IdSchema,
  name: NameSchema,
  nameKana: Type.Optional(NameKanaSchema),
})

export const RouteSchema = Type.Object({
  id: IdSchema,
  name: NameSchema,
  nameKana: Type.Optional(NameKanaSchema),
  block: IdSchema,
  roadClass: RoadClassSchema,
  lengthM: Type.Number({ minimum: 1, maximum: 1_000_000, description: 'length of the route, metres' }),
  plowMinutes: Type.Number({ minimum: 1, maximum: 1440, description: 'time one crew needs for it, minutes' }),
  deadline: Type.Optional(TimeOfDaySchema),
  geometry: Type.Optional(
    Type.Object({ type: Type.Literal('LineString'), coordinates: Type.Array(Type.Unknown(), { minItems: 2 }) }),
  ),
})

export const DeviceSchema = Type.Object({
  id: IdSchema,
  kind: Type.Optional(Type.Union([Type.Literal('ultrasonic'), Type.Literal('camera')])),
  route: Type.Optional(IdSchema),
  surface: Type.Optional(Type.Union([Type.Literal('carriageway'), Type.Literal('roadside')])),
  measures: Type.Optional(
    Type.Union([Type.Literal('distance'), Type.Literal('depth')], {
      description: 'depth: the device sends depth_mm itself',
    }),
  ),
  mountHeightMm: Type.Optional(
    Type.Number({ minimum: 300, maximum: 20_000, description: 'sensor face above bare ground, mm' }),
  ),
  temperatureCompensated: Type.Optional(Type.Boolean()),
  codec: Type.Optional(Type.Union(CODEC_NAMES.map((it) => Type.Literal(it)))),
  payloadFormat: Type.Optional(Type.Union(PAYLOAD_FORMAT_NAMES.map((it) => Type.Literal(it)))),
  devEui: Type.Optional(Type.String({ pattern: DEV_EUI_PATTERN, description: DEV_EUI_RULE })),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90, description: 'degrees north' })),
  lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180, description: 'degrees east' })),
  intervalS: Type.Optional(Type.Integer({ minimum: 5, maximum: 86_400, description: 'seconds between readings' })),
})

/** What is known of a contractor beside its id. */
export const CONTRACTOR_FIELDS = {
  name: NameSchema,
  webhookUrl: Type.String({ minLength: 1, maxLength: 2000, description: 'an http or https URL' }),
  email: Type.String({ pattern: '^[^\\s@]{1,64}@[^\\s@]{1,255}$', description: 'an e-mail address' }),
  phone: Type.String({ pattern: '^[+0-9][0-9() .#*-]{1,39}$', description: 'a telephone number in quotes, as text' }),
  capacity: Type.Integer({ minimum: 1, maximum: 1000, description: 'how many routes it can carry at a time' }),
} as const

export const ContractorSchema = Type.Object({
  id: IdSchema,
  name: CONTRACTOR_FIELDS.name,
  webhookUrl: Type.Optional(CONTRACTOR_FIELDS.webhookUrl),
  email: Type.Optional(CONTRACTOR_FIELDS.email),
  phone: Type.Optional(CONTRACTOR_FIELDS.phone),
  capacity: Type.Optional(CONTRACTOR_FIELDS.capacity),
})

export const RosterRowSchema = Type.Object({
  block: Type.Optional(IdSchema),
  route: Type.Optional(IdSchema),
  contractor: IdSchema,
  rank: Type.Integer({ minimum: 1, maximum: 99, description: '1 is asked first' }),
  from: Type.Optional(Type.String({ description: 'a date or ISO 8601 time' })),
  to: Type.Optional(Type.String({ description: 'a date or ISO 8601 time' })),
  days: Type.Optional(
    Type.Array(Type.Unsafe<RosterDay>(Type.Union(ROSTER_DAYS.map((it) => Type.Literal(it)))), {
      minItems: 1,
      maxItems: ROSTER_DAYS.length,
      description: 'days on which it is on duty; a night belongs to the day on which it begins',
    }),
  ),
  fromTime: Type.Optional(TimeOfDaySchema),
  toTime: Type.Optional(TimeOfDaySchema),
})

export const HolidaySchema = Type.Object({
  date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a date such as 2026-01-01' }),
  name: NameSchema,
})

const rows = Type.Optional(Type.Array(Type.Unknown()))

/** The outermost level; rows are checked one by one against their own schema. */
export const DistrictSchema = Type.Object({
  authority: Type.Optional(Type.Unknown()),
  blocks: rows,
  routes: rows,
  devices: rows,
  contractors: rows,
  roster: rows,
  holidays: rows,
  modes: rows,
  criteria: rows,
})

export type AuthorityInput = Static<typeof AuthoritySchema>
export type BlockInput = Static<typeof BlockSchema>
export type RouteInput = Static<typeof RouteSchema>
export type DeviceInput = Static<typeof DeviceSchema>
export type ContractorInput = Static<typeof ContractorSchema>
export type RosterInput = Static<typeof RosterRowSchema>
export type HolidayInput = Static<typeof HolidaySchema>
