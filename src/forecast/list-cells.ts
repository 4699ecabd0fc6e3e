import type { Cell } from '../domain/forecast.ts'
import type { Db } from '../store/database.ts'
import { listPlaces } from '../store/forecasts/list-places.ts'
import { cellsOf, placeOf, placeOfRoute } from './cells.ts'

/** The cells of all routes and devices, in order of id; empty while nothing has a position. */
export async function listCells(db: Db, cellDeg: number): Promise<Cell[]> {
  const { routes, devices } = await listPlaces(db)
  const byRoute = Map.groupBy(devices, (it) => it.routeId)
  const ofRoutes = routes.map((it) => placeOfRoute(it.geometry, byRoute.get(it.id) ?? []))
  const places = [...ofRoutes, ...devices.map(placeOf)]
  return cellsOf(
    places.filter((it) => it !== undefined),
    cellDeg,
  )
}
