import { withBlocks } from './blocks-of-routes.ts'
import type { RawDistrict } from './raw-district.ts'

/**
 * Routes from a GeoJSON FeatureCollection: each feature's `properties` (id, name, block, roadClass, lengthM,
 * plowMinutes, deadline, and blockName for a block that is new) and `geometry` make one route. A feature's own id serves when `properties` has none.
 */
export function readGeoJson(collection: { readonly features: unknown }): RawDistrict {
  const { features } = collection
  return { input: Array.isArray(features) ? withBlocks(features.map(routeOf)) : { routes: features }, locate }
}

function routeOf(feature: unknown): unknown {
  if (typeof feature !== 'object' || feature === null) return feature
  const { properties, geometry, id } = feature as { properties?: unknown; geometry?: unknown; id?: unknown }
  const own = typeof properties === 'object' && properties !== null ? properties : {}
  return { ...(id === undefined ? {} : { id }), ...own, geometry }
}

function locate(field: string): string {
  return field.replace(/^routes(?:\[(\d+)\](?:\.(.+))?)?/, (_all, index?: string, rest?: string) => {
    if (index === undefined) return 'features'
    if (rest === undefined) return `features[${index}]`
    return `features[${index}].${rest.startsWith('geometry') ? '' : 'properties.'}${rest}`
  })
}
