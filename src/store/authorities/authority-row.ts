import type { Authority } from '../../domain/route.ts'
import type { AuthorityRow } from '../tables.ts'

/** A row as an authority. */
export function toAuthority(row: AuthorityRow): Authority {
  return { id: row.id, name: row.name, kind: row.kind as Authority['kind'], timeZone: row.time_zone }
}
