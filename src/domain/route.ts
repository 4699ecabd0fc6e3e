/** 国 / 県 / 市町村: who owns the road. */
export interface Authority {
  readonly id: string
  readonly name: string
  readonly kind: 'national' | 'prefecture' | 'municipality'
  /** IANA zone of its wall clock. */
  readonly timeZone: string
}

/** 工区 */
export interface Block {
  readonly id: string
  readonly authorityId: string
  readonly name: string
  /** How the name is read, in hiragana; null: not said. */
  readonly nameKana: string | null
}

/** GeoJSON LineString, WGS 84, [lon, lat]. */
export interface LineString {
  readonly type: 'LineString'
  readonly coordinates: readonly (readonly number[])[]
}

/** 路線 */
export interface Route {
  readonly id: string
  readonly authorityId: string
  readonly blockId: string
  readonly name: string
  /** How the name is read, in hiragana; null: not said. */
  readonly nameKana: string | null
  readonly roadClass: string
  readonly lengthM: number
  /** Time one crew needs to plow it once, minutes. */
  readonly plowMinutes: number
  /** Wall-clock time by which it must be done, `HH:MM`; null when there is none. */
  readonly deadline: string | null
  readonly geometry: LineString | null
}

/** 除雪事業者 */
export interface Contractor {
  readonly id: string
  readonly authorityId: string
  readonly name: string
  readonly webhookUrl: string | null
  readonly email: string | null
  readonly phone: string | null
  /** Routes it can carry at a time; null: no limit is known. */
  readonly capacity: number | null
}
