import type { Block } from '../../domain/route.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Db, Trx } from '../database.ts'

/** Creates a block or renames the one with its id. Throws `conflict` when the id belongs to another authority. */
export async function upsertBlock(db: Db | Trx, block: Block): Promise<void> {
  const result = await db
    .insertInto('blocks')
    .values({ id: block.id, authority_id: block.authorityId, name: block.name })
    .onConflict((it) =>
      it.column('id').doUpdateSet({ name: block.name }).where('blocks.authority_id', '=', block.authorityId),
    )
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new YukibanError('conflict', say('belongs-elsewhere', { thing: THINGS.block, id: block.id }))
  }
}
