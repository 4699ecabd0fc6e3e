import { type Static, type TSchema, Type } from 'typebox'
import type { SensorSnow } from '../decide/sensor-snow.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import { SENSOR_FAULTS } from '../domain/sensor-fault.ts'
import { toIso } from '../domain/time.ts'
import { DROP_CAUSES } from '../snow/drop.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

/** What one sensor contributes to a state or a decision. */
export const SensorSchema = record(
  {
    device: Type.String(),
    readingAt: nullableTime('Newest accepted reading behind the figures.'),
    readingIdentity: nullableText('`boot:seq` of that reading, or `@` and its time.'),
    depthCm: nullableNumber('Snow on the ground at `readingAt`, cm; null: never heard.'),
    depthSincePassCm: nullableNumber('Depth above its lowest point since the last pass, cm.'),
    newSnowCm: nullableNumber('New snow since the last pass, cm: rises beyond noise, with settling while it snows.'),
    status: oneOf(
      ['ok', 'suspect', 'stale', 'no-data'],
      'Only the values of an `ok` sensor hold now; those of a `stale` or `suspect` one are the last accepted.',
    ),
    lastPassAt: nullableTime('Newest plow pass its values count from.'),
    lastPassSource: nullableText('`contractor`, `officer`, or `step-down`: a sensor over the carriageway saw it.'),
  },
  { $id: 'Sensor' },
)

/** Snowfall of a window that ends now. */
export const SNOWFALL_FIELDS = {
  hours: Type.Integer({ description: 'Length of the window that ends now, h: 1, 3, 6, 12, 24, 72.' }),
  newSnowCm: nullableNumber('New snow, cm; null where the record does not carry an answer, which is not "none".'),
  hourlySumCm: nullableNumber(
    'Snowfall as JMA counts it, cm: sum of the increases from whole hour to whole hour, over the last whole hours.',
  ),
} as const satisfies Record<string, TSchema>

const Snowfall = record({
  ...SNOWFALL_FIELDS,
  coveredH: Type.Number({ description: 'How much of the window the record covers, h.' }),
})

const ResetView = record({
  at: Time,
  source: oneOf(['contractor', 'officer', 'step-down'], 'Who says that a plow passed.'),
  depthCm: nullableNumber('Snow on the ground before it, cm.'),
  depthSincePassCm: nullableNumber('Depth since the pass before it, as it stood, cm.'),
  newSnowCm: nullableNumber('New snow since the pass before it, as it stood, cm.'),
})

const DropView = Type.Unsafe<{ from: string; at: string; cm: number; cause: (typeof DROP_CAUSES)[number] } | null>({
  type: ['object', 'null'],
  description: 'Latest fall of the surface by 1 cm or more; null: none yet.',
  additionalProperties: false,
  required: ['from', 'at', 'cm', 'cause'],
  properties: {
    from: { type: 'string', format: 'date-time', description: 'When it began.' },
    at: { type: 'string', format: 'date-time', description: 'When it was deepest so far.' },
    cm: { type: 'number', description: 'How far the surface fell, cm.' },
    cause: { type: 'string', enum: DROP_CAUSES, description: 'A sudden and lasting fall is a plow or a slide.' },
  },
})

const FaultView = record({
  fault: oneOf(
    [...SENSOR_FAULTS, 'no-accepted-sample'],
    '`no-accepted-sample`: nothing usable for 2 h, or for four intervals of a slower device.',
  ),
  since: Time,
})

/** Everything known of the snow under one sensor. */
export const SENSOR_SNOW_FIELDS = {
  ...SensorSchema.properties,
  surface: oneOf(['carriageway', 'roadside'], 'What lies under it; only a carriageway sensor sees a plow pass itself.'),
  recordFrom: nullableTime('First sample on record.'),
  youngLayerCm: nullableNumber('Part of the depth that is younger than 72 h and still settles, cm.'),
  snowfall: Type.Array(Snowfall),
  resets: Type.Array(ResetView, { description: 'Latest plow passes, newest first, at most five.' }),
  lastDrop: DropView,
  faults: Type.Array(FaultView, { description: 'Faults of the sensor that stand now; empty: none is known.' }),
} as const satisfies Record<string, TSchema>

export const SensorSnowSchema = record(SENSOR_SNOW_FIELDS, { $id: 'SensorSnow' })

export function sensorView(sensor: SensorEvidence): Static<typeof SensorSchema> {
  const { device, readingIdentity, depthCm, depthSincePassCm, newSnowCm, status, lastPassSource } = sensor
  return {
    device,
    readingAt: isoOrNull(sensor.readingAtMs),
    readingIdentity,
    depthCm,
    depthSincePassCm,
    newSnowCm,
    status,
    lastPassAt: isoOrNull(sensor.lastPassAtMs),
    lastPassSource,
  }
}

/** The snow under one sensor; what is unknown is null. */
export function sensorSnowView(sensor: SensorSnow): Static<typeof SensorSnowSchema> {
  const { surface, youngLayerCm, lastDrop } = sensor
  return {
    ...sensorView(sensor),
    surface,
    recordFrom: isoOrNull(sensor.recordFromMs),
    youngLayerCm,
    snowfall: sensor.snowfall.map((it) => ({ ...it })),
    resets: sensor.resets.map(({ atMs, ...before }) => ({ at: toIso(atMs), ...before })),
    lastDrop: lastDrop && {
      from: toIso(lastDrop.fromMs),
      at: toIso(lastDrop.atMs),
      cm: lastDrop.cm,
      cause: lastDrop.cause,
    },
    faults: sensor.faults.map(({ fault, sinceMs }) => ({ fault, since: toIso(sinceMs) })),
  }
}
