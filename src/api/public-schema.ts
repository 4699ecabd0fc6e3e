import { Type } from 'typebox'
import { TREATMENT_STATUSES, UNKNOWN_REASONS } from './public-map.ts'
import { GeometrySchema, NameKana } from './routes.ts'
import { nullableInteger, nullableText, nullableTime, oneOf, record, Time } from './schema.ts'

/** How the public answers are described; they are written out once for all callers, not serialized by these. */

const STATUS = {
  name: Type.String(),
  nameKana: NameKana,
  authority: Type.String({ description: 'Name of who owns the road.' }),
  authorityId: Type.String(),
  block: nullableText('Name of its block (工区).'),
  blockKana: nullableText('How that is read, in hiragana; null: not said.'),
  timeZone: Type.String({ description: 'IANA zone of the authority’s wall clock.' }),
  condition: record({
    status: oneOf(['known', 'unknown'], '`unknown` is never taken for "no snow".'),
    depthCm: nullableInteger(),
    at: Time,
    observedAt: nullableTime('Newest accepted reading, however old; null: none ever.'),
    validUntil: nullableTime('When it turns unknown unless a sensor speaks again; null: it is unknown.'),
    why: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      enum: [...UNKNOWN_REASONS, null],
      description: 'Why it is unknown; null: it is known.',
    }),
  }),
  treatment: record({
    lastPassAt: nullableTime(),
    status: oneOf(TREATMENT_STATUSES, '`done`: passed within 24 h and nothing ordered since.'),
    orderedAt: nullableTime('Since when somebody is asked to plow it; null: nobody is.'),
    startedAt: nullableTime('Since when a crew is at work; null: none is.'),
  }),
  deadline: Type.Unsafe<{ time: string; nextAt: string } | null>({
    type: ['object', 'null'],
    additionalProperties: false,
    required: ['time', 'nextAt'],
    properties: {
      time: { type: 'string', description: 'HH:MM on the authority’s wall clock.' },
      nextAt: { type: 'string', format: 'date-time', description: 'Of the open order, else the next such time.' },
    },
  }),
}

export const FeatureSchema = record(
  { type: Type.Literal('Feature'), id: Type.String(), geometry: GeometrySchema, properties: record(STATUS) },
  { $id: 'PublicRoute' },
)

export const RouteStatusSchema = record({
  id: Type.String(),
  located: Type.Boolean({ description: 'It has a geometry.' }),
  ...STATUS,
})

export const SiteSchema = record({
  tiles: Type.Unsafe<object | null>({
    type: ['object', 'null'],
    additionalProperties: false,
    required: ['url', 'attribution', 'attributionUrl', 'maxZoom'],
    properties: {
      url: { type: 'string' },
      attribution: { type: 'string' },
      attributionUrl: { type: ['string', 'null'] },
      maxZoom: { type: 'integer' },
    },
  }),
})
