import type { Role } from '../../domain/role.ts'
import type { ApiKeyRow } from '../tables.ts'

/** A key as the rest of the system knows it; the secret is not kept. */
export interface ApiKey {
  readonly id: string
  readonly authorityId: string
  readonly role: Role
  /** `['*']` means all that the role allows; see scopesOf. */
  readonly scopes: readonly string[]
  readonly contractorId: string | null
  readonly label: string
}

/** A row as a key; its secret's hash stays behind. */
export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    authorityId: row.authority_id,
    role: row.role as Role,
    scopes: row.scopes.split(' '),
    contractorId: row.contractor_id,
    label: row.label,
  }
}

const ID_PREFIX = 'key_'

/** The text a caller presents: `yk_`, the id without its prefix, and the secret. */
export function keyText(id: string, secret: string): string {
  return `yk_${id.slice(ID_PREFIX.length)}_${secret}`
}

/** Takes a key's text apart; undefined when it cannot be one of ours. */
export function parseKeyText(text: string): { readonly id: string; readonly secret: string } | undefined {
  const match = /^yk_([0-9a-z]{26,29})_([A-Za-z0-9_-]{43})$/.exec(text)
  const [, idPart, secret] = match ?? []
  return idPart === undefined || secret === undefined ? undefined : { id: ID_PREFIX + idPart, secret }
}
