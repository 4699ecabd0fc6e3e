import { type Static, Type } from 'typebox'
import type { SensorEvidence } from '../domain/decision.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record } from './schema.ts'
import { isoOrNull } from './times.ts'

/** What one sensor contributes to a state or a decision. */
export const SensorSchema = record(
  {
    device: Type.String(),
    readingAt: nullableTime('Newest reading behind the figures.'),
    readingIdentity: nullableText(),
    depthCm: nullableNumber(),
    depthSincePassCm: nullableNumber(),
    newSnowCm: nullableNumber(),
    status: oneOf(['ok', 'suspect', 'stale', 'no-data']),
    lastPassAt: nullableTime(),
    lastPassSource: nullableText(),
  },
  { $id: 'Sensor' },
)

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
