import { readKept, writeKept } from '../shared/kept.ts'

/** The base map that the pages use, as `GET /public/v1/site` tells. */
export interface Tiles {
  readonly url: string
  readonly attribution: string
  readonly attributionUrl: string | null
  readonly maxZoom: number
}

const KEY = 'yukiban.crew.tiles'

/** Which tiles there are; as last heard where there is no network, null for none. */
export async function knownTiles(): Promise<Tiles | null> {
  try {
    const answer = await fetch('/public/v1/site', { credentials: 'omit' })
    if (!answer.ok) throw new Error(String(answer.status))
    const { tiles } = (await answer.json()) as { tiles: Tiles | null }
    writeKept(KEY, JSON.stringify(tiles))
    return tiles
  } catch {
    return JSON.parse(readKept(KEY) ?? 'null') as Tiles | null
  }
}
