/**
 * Blocks (工区) that rows of routes name beside their id, so that a file of routes alone can begin a district.
 * A block that is named twice by different names comes out twice, for the checks to refuse.
 * @param rows of routes as they came; `blockName` is taken out of them.
 */
export function withBlocks(rows: readonly unknown[]): { routes: unknown[]; blocks?: unknown[] } {
  const blocks = new Map<string, { id: unknown; name: unknown }>()
  const routes = rows.map((row) => {
    if (typeof row !== 'object' || row === null || !('blockName' in row)) return row
    const { blockName: name, ...route } = row as { blockName: unknown; block?: unknown }
    const id = route.block
    // a route without its block is told so by its own check
    if (id !== undefined) blocks.set(JSON.stringify([id, name]), { id, name })
    return route
  })
  return blocks.size === 0 ? { routes } : { routes, blocks: [...blocks.values()] }
}
