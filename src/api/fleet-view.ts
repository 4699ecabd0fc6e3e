import { type Static, Type } from 'typebox'
import { batteryVoltage } from '../device-life/battery.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import { BATTERY_STATES, CLOCK_QUALITIES, PRESENCE_STATUSES } from '../domain/device-health.ts'
import { SENSOR_FAULTS, type SensorFault } from '../domain/sensor-fault.ts'
import type { Silence } from '../domain/silence.ts'
import { toIso } from '../domain/time.ts'
import { faultsOf } from '../quality/judge.ts'
import type { DevicePlace } from '../store/devices/list-device-places.ts'
import type { LatestReading, ListedDeviceStatus } from '../store/readings/port.ts'
import type { FleetDevice } from './fleet-read.ts'
import { FlagsSchema, flagsView } from './readings.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

function nullableObject<T>(schema: object, description: string) {
  return Type.Unsafe<T | null>({ anyOf: [schema, { type: 'null' }], description })
}

interface SnowView {
  readonly status: SensorEvidence['status']
  readonly depthCm: number | null
  readonly depthSincePassCm: number | null
  readonly readingAt: string | null
  readonly validUntil: string | null
  readonly faults: readonly { readonly fault: SensorFault; readonly since: string }[]
}

interface MaintenanceView {
  readonly id: string
  readonly until: string
  readonly reason: string
}

/** A device as the list of the whole fleet shows it. */
export const FleetDeviceSchema = record(
  {
    id: Type.String(),
    kind: oneOf(['ultrasonic', 'camera']),
    surface: oneOf(['carriageway', 'roadside']),
    routeId: nullableText(),
    routeName: nullableText(),
    routeKana: nullableText('How its name is read, in hiragana; null: not said.'),
    blockId: nullableText(),
    blockName: nullableText(),
    blockKana: nullableText(),
    lat: nullableNumber(),
    lon: nullableNumber(),
    intervalS: Type.Integer({ description: 'Expected time between readings.' }),
    hasToken: Type.Boolean(),
    health: oneOf(PRESENCE_STATUSES, 'As the timer last judged it, at most a minute ago.'),
    healthSince: nullableTime(),
    battery: oneOf(BATTERY_STATES),
    batteryV: nullableNumber('Median of its newest readings.'),
    clock: oneOf(CLOCK_QUALITIES),
    lastSeenAt: nullableTime('Any message at all.'),
    lastReadingAt: nullableTime(),
    airTempC: nullableNumber('Of its newest reading.'),
    flags: FlagsSchema,
    snow: nullableObject<SnowView>(
      record({
        status: oneOf(['ok', 'suspect', 'stale', 'no-data'], 'Only the values of an `ok` sensor hold now.'),
        depthCm: nullableNumber('At `readingAt`; null: never heard.'),
        depthSincePassCm: nullableNumber(),
        readingAt: nullableTime('Newest accepted reading.'),
        validUntil: nullableTime('Until when it holds unless the sensor speaks again; null: it does not.'),
        faults: Type.Array(record({ fault: oneOf(SENSOR_FAULTS), since: Time })),
      }),
      'Null: it measures no snow, or your key may not read readings.',
    ),
    maintenance: nullableObject<MaintenanceView>(
      record({ id: Type.String(), until: Time, reason: Type.String() }),
      'The maintenance window that stands and lasts longest; null: none.',
    ),
  },
  { $id: 'FleetDevice' },
)
export type FleetDeviceView = Static<typeof FleetDeviceSchema>

/** What is known of a device beside its registration and health. */
export interface FleetFacts {
  readonly place: DevicePlace | undefined
  readonly heard: ListedDeviceStatus | undefined
  readonly latest: LatestReading | undefined
  readonly maintenance: Silence | undefined
  /** Whether the caller may read readings. */
  readonly seesReadings: boolean
}

/** A device of the fleet as the API shows it, with what is known of it now. */
export function fleetDeviceView(it: FleetDevice, facts: FleetFacts): FleetDeviceView {
  const { id, kind, surface, routeId, lat, lon, intervalS, hasToken } = it.device
  const { place, heard, maintenance, seesReadings } = facts
  const latest = seesReadings ? facts.latest : undefined
  return {
    id,
    kind,
    surface,
    routeId,
    routeName: place?.routeName ?? null,
    routeKana: place?.routeKana ?? null,
    blockId: place?.blockId ?? null,
    blockName: place?.blockName ?? null,
    blockKana: place?.blockKana ?? null,
    lat,
    lon,
    intervalS,
    hasToken,
    health: it.health?.status ?? 'never-seen',
    healthSince: isoOrNull(it.health?.sinceMs ?? null),
    battery: it.health?.battery ?? 'unknown',
    batteryV: heard === undefined ? null : batteryVoltage(heard.vitals),
    clock: it.health?.clock ?? 'unknown',
    lastSeenAt: isoOrNull(heard?.lastSeenAtMs ?? null),
    lastReadingAt: isoOrNull(heard?.lastReadingAtMs ?? null),
    airTempC: latest?.airTempC ?? null,
    flags: flagsView(latest?.flags ?? null),
    snow: seesReadings && it.snow !== null ? snowView(it.snow) : null,
    maintenance: maintenance
      ? { id: maintenance.id, until: toIso(maintenance.toMs), reason: maintenance.reason }
      : null,
  }
}

function snowView({ evidence, state, validUntilMs }: NonNullable<FleetDevice['snow']>): SnowView {
  const { status, depthCm, depthSincePassCm, readingAtMs } = evidence
  return {
    status,
    depthCm,
    depthSincePassCm,
    readingAt: isoOrNull(readingAtMs),
    validUntil: isoOrNull(validUntilMs),
    faults: faultsOf(state.quality).map(({ fault, sinceMs }) => ({ fault, since: toIso(sinceMs) })),
  }
}
