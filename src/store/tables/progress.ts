import type { Generated } from 'kysely'

/** What crews report while they work. */
export interface ProgressTables {
  order_progress: OrderProgressRow
}

export interface OrderProgressRow {
  id: Generated<number>
  order_id: string
  authority_id: string
  at: number
  /** `kind:id` of who reported it. */
  reporter: string
  /** Where the crew was: personal data, erased after YUKIBAN_KEEP_POSITIONS_DAYS. */
  lat: number | null
  lon: number | null
  accuracy_m: number | null
  percent: number | null
  note: string | null
  recorded_at: number
}
