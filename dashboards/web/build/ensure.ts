import { createRequire } from 'node:module'
import { builtHash, sourceHash } from './source-hash.ts'

export type Ensured = 'fresh' | 'built' | 'kept' | 'missing'

/**
 * Builds the pages when they are missing or older than their sources. Without vite, as in a production install, what is
 * built is kept. Says what it does on standard error: standard output belongs to the service.
 */
export async function ensureWeb(say: (line: string) => void): Promise<Ensured> {
  const built = builtHash()
  if (built === sourceHash()) return 'fresh'
  if (!viteIsInstalled()) {
    if (built !== undefined) return 'kept'
    say('The web pages are not built: run `npm ci` with development dependencies, then `npm run build:web`.')
    return 'missing'
  }
  say(`Building the web pages (${built === undefined ? 'not built yet' : 'their sources have changed'}) …`)
  const { buildWeb } = await import('./build.ts')
  await buildWeb()
  return 'built'
}

function viteIsInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite/package.json')
    return true
  } catch {
    return false
  }
}
