import { searchable, seeker } from '../domain/search-text.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import type { Db } from '../store/database.ts'
import { listRoutes } from '../store/routes/list-routes.ts'

const ROUTES_AT_ONCE = 1000

/** Ids of the authority's routes that people mean by what they typed: by name, block, a reading of theirs, or id. */
export async function soughtRoutes(db: Db, authorityId: string, typed: string): Promise<string[]> {
  const isSought = seeker(typed)
  const blocks = new Map((await listBlocks(db, { authorityId })).map((it) => [it.id, it]))
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const page = { authorityId, limit: ROUTES_AT_ONCE, ...(after === undefined ? {} : { after }) }
    const routes = await listRoutes(db, page)
    for (const { id, name, nameKana, blockId } of routes) {
      const block = blocks.get(blockId)
      if (isSought(searchable([name, nameKana, block?.name ?? null, block?.nameKana ?? null, id]))) found.push(id)
    }
    if (routes.length < ROUTES_AT_ONCE) return found
    after = routes.at(-1)?.id
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
