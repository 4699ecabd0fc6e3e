interface NamedBlock {
  readonly id: unknown
  name?: unknown
  nameKana?: unknown
}

/**
 * Blocks (工区) that rows of routes name beside their id, so that a file of routes alone can begin a district. What one
 * row says of a block and another does not is put together; a block that is named twice by different names comes out
 * twice, for the checks to refuse.
 * @param rows of routes as they came; `blockName` and `blockNameKana` are taken out of them.
 */
export function withBlocks(rows: readonly unknown[]): { routes: unknown[]; blocks?: unknown[] } {
  const blocks = new Map<string, NamedBlock[]>()
  const routes = rows.map((row) => {
    if (typeof row !== 'object' || row === null || !('blockName' in row || 'blockNameKana' in row)) return row
    const { blockName: name, blockNameKana: nameKana, ...route } = row as Readonly<Record<string, unknown>>
    // a route without its block is told so by its own check
    if (route.block !== undefined) note(blocks, { id: route.block, name, nameKana })
    return route
  })
  return blocks.size === 0 ? { routes } : { routes, blocks: [...blocks.values()].flat() }
}

function note(blocks: Map<string, NamedBlock[]>, { id, name, nameKana }: NamedBlock): void {
  const key = JSON.stringify(id)
  const known = blocks.get(key) ?? []
  const same = known.find((it) => agree(it.name, name) && agree(it.nameKana, nameKana))
  const block = same ?? { id }
  if (same === undefined) blocks.set(key, [...known, block])
  if (name !== undefined && name !== null) block.name = name
  if (nameKana !== undefined && nameKana !== null) block.nameKana = nameKana
}

function agree(a: unknown, b: unknown): boolean {
  return a === undefined || b === undefined || b === null || JSON.stringify(a) === JSON.stringify(b)
}
