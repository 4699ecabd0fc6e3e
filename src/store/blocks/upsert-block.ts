import type { Block } from '../../domain/route.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Db, Trx } from '../database.ts'

/** Creates a block or renames the one with its id. Throws `conflict` when the id belongs to another authority. */
export async function upsertBlock(db: Db | Trx, block: Block): Promise<void> {
  const values = { name: block.name, name_kana: block.nameKana }
  const result = await db
    .insertInto('blocks')
    .values({ id: block.id, authority_id: block.authorityId, ...values })
    .onConflict((it) => it.column('id').doUpdateSet(values).where('blocks.authority_id', '=', block.authorityId))
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new YukibanError('conflict', say('belongs-elsewhere', { thing: THINGS.block, id: block.id }))
  }
}
