import type { Authority, LineString, Route } from '../domain/route.ts'
import { shortText } from '../domain/schema-problems.ts'
import { type FieldSaying, fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { checkKana } from './check-kana.ts'
import type { RouteInput } from './district-schema.ts'
import type { Refer } from './references.ts'
import type { Row } from './rows.ts'

/** A route row as a route; what is wrong with its references and geometry goes to `problems`. */
export function checkRoute(
  { path, value }: Row<RouteInput>,
  authority: Authority,
  refer: Refer,
  problems: SpokenProblem[],
): Route {
  refer('blocks', value.block, `${path}.block`)
  const { geometry } = value
  if (geometry !== undefined) problems.push(...coordinateProblems(geometry.coordinates, `${path}.geometry.coordinates`))
  return {
    id: value.id,
    authorityId: authority.id,
    blockId: value.block,
    name: value.name,
    nameKana: checkKana(value, path, problems),
    roadClass: value.roadClass,
    lengthM: value.lengthM,
    plowMinutes: value.plowMinutes,
    deadline: value.deadline ?? null,
    geometry:
      geometry === undefined
        ? null
        : { type: 'LineString', coordinates: geometry.coordinates as LineString['coordinates'] },
  }
}

/** The first wrong point of a line: one fault in a file of swapped coordinates is enough to name. */
function coordinateProblems(coordinates: readonly unknown[], path: string): SpokenProblem[] {
  for (const [index, point] of coordinates.entries()) {
    const says = pointProblem(point)
    if (says !== undefined) return [fieldProblem(`${path}[${index}]`, says, shortText(point))]
  }
  return []
}

function pointProblem(point: unknown): FieldSaying | undefined {
  if (!Array.isArray(point) || point.length < 2 || !point.every((it) => Number.isFinite(it))) {
    return say('not-a-point')
  }
  const [lon, lat] = point as [number, number]
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return undefined
  const swapped = Math.abs(lat) <= 180 && Math.abs(lon) <= 90
  return swapped ? say('point-swapped') : say('point-off-earth')
}
