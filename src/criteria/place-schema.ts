import { Type } from 'typebox'
import type { Scope } from '../domain/criterion.ts'
import { ID_PATTERN } from '../domain/device.ts'

/** Ids, road classes and scopes as people write them. */

/** An id anywhere in a file or request. */
export const IdSchema = Type.String({
  pattern: ID_PATTERN,
  description: 'an id of 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit',
})

/** Free text of a road class, e.g. `bus`, `arterial`. */
export const RoadClassSchema = Type.String({
  pattern: '^\\S(.{0,62}\\S)?$',
  description: 'a road class of 1 to 64 characters such as bus or residential',
})

export const ScopeSchema = Type.Union(
  [
    Type.Object({ kind: Type.Literal('authority') }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('road-class'), roadClass: RoadClassSchema }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('block'), id: IdSchema }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('route'), id: IdSchema }, { additionalProperties: false }),
    Type.String({
      pattern: '^(authority|(road-class|block|route):.+)$',
      description: 'authority, road-class:CLASS, block:ID or route:ID, or the same as an object with kind',
    }),
  ],
  { description: 'where the criterion applies' },
)

/** `authority`, `road-class:bus`, `block:B1`, `route:R1`; ids are not checked here. */
export function parseScopeText(text: string): Scope {
  const colon = text.indexOf(':')
  const [kind, rest] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  if (kind === 'road-class') return { kind, roadClass: rest }
  if (kind === 'block' || kind === 'route') return { kind, id: rest }
  return { kind: 'authority' }
}
