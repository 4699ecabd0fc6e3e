import type { Option } from './options.ts'

/** Settings of the web pages; options.ts joins them to the others. */
export const WEB_OPTIONS = [
  {
    name: 'YUKIBAN_MAP_TILES_URL',
    kind: 'text',
    default: 'https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png',
    help: 'Raster tiles under the maps, with {z}, {x} and {y}; off: a plain background.',
  },
  {
    name: 'YUKIBAN_MAP_TILES_ATTRIBUTION',
    kind: 'text',
    default: '地理院タイル',
    help: 'Whom the maps name as the source of the tiles.',
  },
  {
    name: 'YUKIBAN_MAP_TILES_ATTRIBUTION_URL',
    kind: 'text',
    default: 'https://maps.gsi.go.jp/development/ichiran.html',
    help: 'Page the attribution leads to; off: none.',
  },
  {
    name: 'YUKIBAN_MAP_TILES_MAX_ZOOM',
    kind: 'integer',
    default: '18',
    min: 1,
    max: 24,
    help: 'Deepest zoom the tiles exist for.',
  },
  {
    name: 'YUKIBAN_EMBED_ANCESTORS',
    kind: 'text',
    default: '*',
    help: "Sites that may show /embed in a frame, as in CSP frame-ancestors, separated by spaces: * any, 'none' no one.",
  },
] as const satisfies readonly Option[]

type WebOptionName = (typeof WEB_OPTIONS)[number]['name']

export interface WebConfig {
  /** null: maps have a plain background. */
  readonly tiles: {
    readonly url: string
    readonly attribution: string
    readonly attributionUrl: string | null
    readonly maxZoom: number
  } | null
  /** Sources of CSP frame-ancestors for the embedded page. */
  readonly embedAncestors: string
}

/** Reads the settings of the web pages. */
export function readWebConfig(read: {
  text(name: WebOptionName): string
  integer(name: WebOptionName): number
  refuse(name: WebOptionName, message: string): void
}): WebConfig {
  const url = read.text('YUKIBAN_MAP_TILES_URL')
  if (url !== 'off' && !isTileUrl(url)) {
    read.refuse('YUKIBAN_MAP_TILES_URL', 'must be an http(s) URL with {z}, {x} and {y}, or off')
  }
  const link = read.text('YUKIBAN_MAP_TILES_ATTRIBUTION_URL')
  if (link !== 'off' && !isHttpUrl(link)) {
    read.refuse('YUKIBAN_MAP_TILES_ATTRIBUTION_URL', 'must be an http(s) URL, or off')
  }
  const embedAncestors = read.text('YUKIBAN_EMBED_ANCESTORS')
  if (!embedAncestors.split(/ +/).every(isAncestor)) {
    read.refuse('YUKIBAN_EMBED_ANCESTORS', "must be *, 'self', 'none' or origins such as https://city.example")
  }
  const attribution = read.text('YUKIBAN_MAP_TILES_ATTRIBUTION')
  const maxZoom = read.integer('YUKIBAN_MAP_TILES_MAX_ZOOM')
  return {
    tiles: url === 'off' ? null : { url, attribution, attributionUrl: link === 'off' ? null : link, maxZoom },
    embedAncestors,
  }
}

function isTileUrl(text: string): boolean {
  return ['{z}', '{x}', '{y}'].every((it) => text.includes(it)) && isHttpUrl(text.replaceAll(/\{[zxy]\}/g, '0'))
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

/** A source of the policy that cannot end it: neither `;` nor `,` nor a line break. */
function isAncestor(text: string): boolean {
  return /^(?:\*|'self'|'none'|https?:\/\/[\w*.:[\]-]+)$/.test(text)
}
