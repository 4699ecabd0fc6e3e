import type { KnownForecast } from '../../src/decide/sensor-prediction.ts'
import { CRITERION_DEFAULTS, type Criterion, type Level, THRESHOLD_DEFAULTS } from '../../src/domain/criterion.ts'
import { type Device, PLAIN_JSON } from '../../src/domain/device.ts'
import type { Route } from '../../src/domain/route.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { cellOf } from '../../src/forecast/cells.ts'
import { snowForecast } from '../../src/forecast/snowfall.ts'

/** One sensor on every fifth route, as a prefecture of 10,000 routes with 2,000 sensors has it. */
export const ROUTES_PER_DEVICE = 5
const ROUTES_PER_BLOCK = 100
/** An authority keeps its size: more routes are more authorities. */
export const ROUTES_PER_AUTHORITY = 2500
const ROAD_CLASSES = ['arterial', 'bus', 'local', 'residential'] as const
const CELL_DEG = 0.1
/** Routes lie on a grid so fine, degrees: some 2 km, 25 routes to a forecast cell. */
const GRID_DEG = 0.02
const GRID_WIDTH = 100
export const MOUNT_MM = 3000
export const TIME_ZONE = 'Asia/Tokyo'

/** Roads, sensors, criteria and forecasts of some authorities, all invented and always the same. */
export interface District {
  readonly authorities: readonly string[]
  readonly blocks: readonly { readonly id: string; readonly authorityId: string }[]
  readonly routes: readonly Route[]
  readonly devices: readonly Device[]
  readonly criteria: readonly Criterion[]
}

/** @param routeCount one sensor for every five of them. */
export function buildDistrict(routeCount: number): District {
  const routes = Array.from({ length: routeCount }, (_, index) => routeOf(index))
  const devices = Array.from({ length: Math.floor(routeCount / ROUTES_PER_DEVICE) }, (_, index) =>
    deviceOf(index, routes),
  )
  const authorities = [...new Set(routes.map((it) => it.authorityId))]
  const blocks = [
    ...new Map(routes.map((it) => [it.blockId, { id: it.blockId, authorityId: it.authorityId }])).values(),
  ]
  return { authorities, blocks, routes, devices, criteria: authorities.flatMap(criteriaOf) }
}

function routeOf(index: number): Route {
  const lat = 30 + Math.floor(index / GRID_WIDTH) * GRID_DEG
  const lon = 140 + (index % GRID_WIDTH) * GRID_DEG
  return {
    id: `route-${index}`,
    authorityId: `authority-${Math.floor(index / ROUTES_PER_AUTHORITY)}`,
    blockId: `block-${Math.floor(index / ROUTES_PER_BLOCK)}`,
    name: `試験線 ${index}`,
    nameKana: null,
    roadClass: ROAD_CLASSES[index % ROAD_CLASSES.length] ?? 'local',
    lengthM: 1500,
    plowMinutes: 45,
    deadline: index % 2 === 0 ? '06:00' : '07:00',
    geometry: {
      type: 'LineString',
      coordinates: [
        [lon, lat],
        [lon + 0.01, lat + 0.005],
      ],
    },
  }
}

/** Of every seven sensors the last shares the route of the one before it. */
function deviceOf(index: number, routes: readonly Route[]): Device {
  const place = index % 7 === 6 ? index - 1 : index
  const route = routes[place * ROUTES_PER_DEVICE]
  const [lon = 140, lat = 40] = route?.geometry?.coordinates[0] ?? []
  return {
    ...PLAIN_JSON,
    id: `sensor-${index}`,
    authorityId: route?.authorityId ?? 'authority-0',
    kind: 'ultrasonic',
    routeId: route?.id ?? null,
    surface: index % 3 === 0 ? 'roadside' : 'carriageway',
    mountHeightMm: MOUNT_MM,
    temperatureCompensated: true,
    lat: lat + 0.001,
    lon: lon + 0.001,
    intervalS: 600,
  }
}

/** Two levels for the authority, and others for two of its road classes. */
function criteriaOf(authorityId: string): Criterion[] {
  const levels: [Level, number][] = [
    ['standby', 5],
    ['dispatch', 10],
  ]
  const scopes = [
    { kind: 'authority' },
    { kind: 'road-class', roadClass: 'bus' },
    { kind: 'road-class', roadClass: 'residential' },
  ] as const
  return scopes.flatMap((scope, index) =>
    levels.map(([level, triggerCm]) => ({
      id: `${authorityId}-${index}-${level}`,
      authorityId,
      version: 1,
      ...CRITERION_DEFAULTS,
      scope,
      mode: 'automatic' as const,
      level,
      rule: { kind: 'threshold' as const, ...THRESHOLD_DEFAULTS, triggerCm: triggerCm + index, releaseCm: 2 },
    })),
  )
}

/** The cell a sensor's forecast is kept under. */
export function cellIdOf({ lat, lon }: Device): string {
  return (lat === null || lon === null ? undefined : cellOf({ lat, lon }, CELL_DEG)?.id) ?? ''
}

/** One run for each cell, received an hour ago. */
export function forecastsFor(devices: readonly Device[], nowMs: number): Map<string, KnownForecast> {
  const cells = [...new Set(devices.map(cellIdOf))]
  return new Map(
    cells.map((cellId, index) => {
      const receivedAtMs = nowMs - HOUR_MS
      const hours = Array.from({ length: 48 }, (_, hour) => ({
        fromMs: Math.floor(nowMs / HOUR_MS - 6 + hour) * HOUR_MS,
        airTempC: -4,
        relativeHumidityPct: 85,
        precipitationMm: ((index + hour) % 8) / 4,
        windMs: null,
      }))
      const run = { id: `run-${cellId}`, provider: 'bench', model: 'bench', cellId, hours }
      return [
        cellId,
        { forecast: snowForecast({ ...run, issuedAtMs: receivedAtMs - HOUR_MS, receivedAtMs }), stale: false },
      ]
    }),
  )
}
