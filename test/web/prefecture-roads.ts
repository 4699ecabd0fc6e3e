import type { Route } from '../../src/domain/route.ts'

/** Roads of an invented prefecture on the plain around Aomori: towns with a street grid each, always the same. */

const WEST = 140.42
const SOUTH = 40.56
const TOWN_LAT_DEG = 0.042
const TOWN_LON_DEG = 0.055
const POINTS = 9
const KM_PER_LAT_DEG = 111
const CLASSES = ['arterial', 'bus', 'residential', 'residential'] as const
const DEADLINES = { arterial: '06:00', bus: '06:00', residential: '07:00' } as const
const STREETS = ['駅前通り', '中央大通り', '市役所', '本町', '港幹', '漁港', '浜通り', '山手幹', '学校通り', '見晴坂']
/** How they are read, in the same order. */
const READINGS = [
  ...['えきまえどおり', 'ちゅうおうおおどおり', 'しやくしょ', 'ほんちょう', 'みなとかん', 'ぎょこう'],
  ...['はまどおり', 'やまてかん', 'がっこうどおり', 'みはらしざか'],
]

export interface Roads {
  readonly blocks: readonly { readonly id: string; readonly name: string }[]
  readonly routes: readonly Omit<Route, 'authorityId'>[]
}

/** @param routeCount in towns of a hundred, each a block (工区). */
export function buildRoads(routeCount: number): Roads {
  const random = mulberry(20260120)
  const townCount = Math.ceil(routeCount / 100)
  const across = Math.ceil(Math.sqrt(townCount))
  const blocks = Array.from({ length: townCount }, (_, town) => ({ id: `b-${pad(town)}`, name: `第${town + 1}工区` }))
  const routes = Array.from({ length: routeCount }, (_, index) => {
    const town = Math.floor(index / 100)
    const [lon, lat] = [WEST + (town % across) * TOWN_LON_DEG, SOUTH + Math.floor(town / across) * TOWN_LAT_DEG]
    return roadOf(index, { lon, lat, block: blocks[town]?.id ?? '' }, random)
  })
  return { blocks, routes }
}

interface Town {
  readonly lon: number
  readonly lat: number
  readonly block: string
}

/** Fifty streets run east, fifty north; each bends a little. */
function roadOf(index: number, town: Town, random: () => number): Omit<Route, 'authorityId'> {
  const street = index % 100
  const row = Math.floor((street % 50) / 2)
  const half = street % 2
  const alongDeg = (0.42 + random() * 0.06) * (half === 0 ? 1 : 0.98)
  const coordinates = Array.from({ length: POINTS }, (_, point) => {
    const along = (half * 0.5 + (alongDeg * point) / (POINTS - 1)) * 0.94
    const aside = row / 26 + Math.sin(point * 0.9 + street) * 0.008
    const [x, y] = street < 50 ? [along, aside] : [aside, along]
    return [town.lon + x * TOWN_LON_DEG, town.lat + y * TOWN_LAT_DEG]
  })
  const roadClass = row % 8 === 0 ? 'arterial' : (CLASSES[1 + Math.floor(random() * 3)] ?? 'residential')
  const lengthM = Math.round(alongDeg * TOWN_LAT_DEG * KM_PER_LAT_DEG * 1000)
  return {
    id: `r-${pad(index)}`,
    blockId: town.block,
    name: `${STREETS[street % STREETS.length]}${Math.floor(street / STREETS.length) + 1}号線`,
    nameKana: `${READINGS[street % READINGS.length]}${Math.floor(street / READINGS.length) + 1}ごうせん`,
    roadClass,
    lengthM,
    plowMinutes: Math.max(10, Math.round(lengthM / 50)),
    deadline: DEADLINES[roadClass],
    geometry: { type: 'LineString', coordinates },
  }
}

function pad(value: number): string {
  return String(value).padStart(5, '0')
}

/** Small, seeded, good enough for scenery (mulberry32). */
export function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
