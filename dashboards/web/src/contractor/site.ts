import { readKept, writeKept } from '../shared/kept.ts'
import type { Site } from '../shared/map/site.ts'

type Tiles = Site['tiles']

const KEY = 'yukiban.crew.tiles'

/** Which tiles there are; as last heard where there is no network, null for none. */
export async function knownTiles(): Promise<Tiles> {
  try {
    const answer = await fetch('/public/v1/site', { credentials: 'omit' })
    if (!answer.ok) throw new Error(String(answer.status))
    const { tiles } = (await answer.json()) as Site
    writeKept(KEY, JSON.stringify(tiles))
    return tiles
  } catch {
    return JSON.parse(readKept(KEY) ?? 'null') as Tiles
  }
}
