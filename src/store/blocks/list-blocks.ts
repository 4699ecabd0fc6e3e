import type { Block } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'

/** Blocks (工区) in order of id. */
export async function listBlocks(db: Db | Trx, query: { readonly authorityId?: string } = {}): Promise<Block[]> {
  let select = db.selectFrom('blocks').selectAll().orderBy('id')
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  const rows = await select.execute()
  return rows.map((row) => ({
    id: row.id,
    authorityId: row.authority_id,
    name: row.name,
    nameKana: row.name_kana,
  }))
}
