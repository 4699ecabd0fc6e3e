import type { Cell } from '../../domain/forecast.ts'
import { unreadable } from './unreadable.ts'

/** A service answers for the nearest point of its grid; the coarsest in use (JMA GSM, 0.5°) is at most 0.25° away. */
export const MAX_OFFSET_DEG = 0.3

/** Refuses an answer that speaks of another place than `cell`. @param field where in the answer the place stands. */
export function assertNear(cell: Cell, lat: number, lon: number, field: string): void {
  const lonOffset = Math.abs(((lon - cell.lon + 540) % 360) - 180)
  if (Math.abs(lat - cell.lat) <= MAX_OFFSET_DEG && lonOffset <= MAX_OFFSET_DEG) return
  unreadable(field, `${lat},${lon}`, `a place within ${MAX_OFFSET_DEG}° of cell ${cell.id}`)
}

/** A coordinate with at most four decimals (11 m), as MET Norway's terms demand and every service understands. */
export function degrees(value: number): string {
  return String(Number(value.toFixed(4)))
}

/** `path` below a base URL, whether or not the base ends in a slash. Throws TypeError when `base` is no URL. */
export function urlBelow(base: string, path: string): URL {
  return new URL(`${base.replace(/\/+$/, '')}/${path}`)
}
