import type { WebConfig } from '../config-web.ts'

/**
 * What the pages may load: our own files, tiles of the one configured map service, nothing else. No inline script or
 * style, no worker from a blob: MapLibre's worker is a file of ours.
 * @param frameAncestors who may show the page in a frame.
 */
export function pagePolicy({ tiles }: WebConfig, frameAncestors: string): string {
  const tileSource = tiles === null ? '' : ` ${originOf(tiles.url)}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob:${tileSource}`,
    `connect-src 'self'${tileSource}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ')
}

function originOf(tilesUrl: string): string {
  return new URL(tilesUrl.replaceAll(/\{[^}]*\}/g, '0')).origin
}
