import type { Device } from '../domain/device.ts'
import type { Authority } from '../domain/route.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { encodingOf, encodingProblems } from './check-encoding.ts'
import type { DeviceInput } from './district-schema.ts'
import type { Refer } from './references.ts'
import type { Row } from './rows.ts'

/** Time between readings of a device that names none, s: AMeDAS stations report every ten minutes too. */
export const DEFAULT_INTERVAL_S = 600

/** A device row as a device; what is wrong with its references and fields together goes to `problems`. */
export function checkDevice(
  { path, value }: Row<DeviceInput>,
  authority: Authority,
  refer: Refer,
  problems: SpokenProblem[],
): Device {
  refer('routes', value.route, `${path}.route`)
  const device = deviceOf(value, authority.id)
  if (device.kind === 'ultrasonic' && device.mountHeightMm === null && value.measures !== 'depth') {
    problems.push(fieldProblem(`${path}.mountHeightMm`, say('mount-height-missing')))
  }
  problems.push(...positionProblems(value, path), ...encodingProblems(value, path))
  return device
}

/** A device row as a device, its defaults filled in and nothing checked. */
export function deviceOf(value: DeviceInput, authorityId: string): Device {
  return {
    id: value.id,
    authorityId,
    kind: value.kind ?? 'ultrasonic',
    routeId: value.route ?? null,
    surface: value.surface ?? 'carriageway',
    mountHeightMm: value.mountHeightMm ?? null,
    lat: value.lat ?? null,
    lon: value.lon ?? null,
    intervalS: value.intervalS ?? DEFAULT_INTERVAL_S,
    ...encodingOf(value),
  }
}

/** Latitude and longitude come together or not at all. */
export function positionProblems(value: DeviceInput, path: string): SpokenProblem[] {
  if ((value.lat === undefined) === (value.lon === undefined)) return []
  const absent = value.lat === undefined ? 'lat' : 'lon'
  const field = path === '' ? absent : `${path}.${absent}`
  return [fieldProblem(field, say('position-half'))]
}
