import { withBlocks } from './blocks-of-routes.ts'
import { columnOf } from './csv-columns.ts'
import type { RawDistrict } from './raw-district.ts'

/** Names of properties remembered at most. */
const MAX_NAMES = 100

/**
 * Routes from a GeoJSON FeatureCollection: each feature's `properties` (id, name, nameKana, block, roadClass, lengthM,
 * plowMinutes, deadline, and blockName for a block that is new) and `geometry` make one route. Properties may have the
 * names that columns of a CSV file may have. A feature's own id serves when `properties` has none.
 */
export function readGeoJson(collection: { readonly features: unknown }): RawDistrict {
  const { features } = collection
  if (!Array.isArray(features)) return { input: { routes: features }, locate }
  const fields = new Map<string, string>()
  return { input: withBlocks(features.map((it) => routeOf(it, fields))), blocksOfRoutes: true, locate }
}

/** @param fields known already, by what the file calls them. */
function routeOf(feature: unknown, fields: Map<string, string>): unknown {
  if (typeof feature !== 'object' || feature === null) return feature
  const { properties, geometry, id } = feature as { properties?: unknown; geometry?: unknown; id?: unknown }
  const own = typeof properties === 'object' && properties !== null ? properties : {}
  const named = Object.entries(own).map(([name, value]) => [fieldOf(name, own, fields), value])
  return { ...(id === undefined ? {} : { id }), ...Object.fromEntries(named), geometry }
}

/** The field a property stands for; its own name when nothing is known by it, or the field is there besides. */
function fieldOf(name: string, own: object, fields: Map<string, string>): string {
  const known = fields.get(name) ?? columnOf('routes', name)?.field ?? name
  // a file of strangers may have a name of its own for every feature
  if (fields.size < MAX_NAMES) fields.set(name, known)
  return known !== name && known in own ? name : known
}

function locate(field: string): string {
  return field.replace(/^routes(?:\[(\d+)\](?:\.(.+))?)?/, (_all, index?: string, rest?: string) => {
    if (index === undefined) return 'features'
    if (rest === undefined) return `features[${index}]`
    return `features[${index}].${rest.startsWith('geometry') ? '' : 'properties.'}${rest}`
  })
}
