import { type RawBuilder, type SqlBool, sql } from 'kysely'

/**
 * `column in ('a', 'b')` with the values written out. Partial indexes are found by what stands in the statement: with
 * bound values SQLite reads the whole table instead, and so does PostgreSQL's general plan.
 * @param values constants of the code, in the order in which the index has them; never anybody's input.
 */
export function literalIn(column: string, values: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} in (${sql.join(values.map((it) => sql.lit(it)))})`
}
