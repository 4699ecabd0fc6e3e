import { Type } from 'typebox'
import type { Db } from '../store/database.ts'
import { findUserNames } from '../store/users/find-user-names.ts'

/** What those named `user:ID` beside it are called. */
export const PeopleView = Type.Unsafe<Readonly<Record<string, string>>>({
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'Names of the people named here, by `user:ID`.',
})

const PERSON = 'user:'

/** Names by `user:ID` of those among texts of the form `kind:id` that are people. */
export async function peopleNames(
  db: Db,
  actors: readonly (string | null)[],
): Promise<(named: readonly (string | null)[]) => Record<string, string>> {
  const ids = actors.flatMap((it) => (it?.startsWith(PERSON) ? [it.slice(PERSON.length)] : []))
  const names = await findUserNames(db, [...new Set(ids)])
  return (named) =>
    Object.fromEntries(
      named.flatMap((it) => {
        const name = it?.startsWith(PERSON) ? names.get(it.slice(PERSON.length)) : undefined
        return it === null || name === undefined ? [] : [[it, name]]
      }),
    )
}
