/** What somebody asked to be replayed, and what came of it. */
export interface ReplayTables {
  replays: ReplayRow
}

export interface ReplayRow {
  id: string
  authority_id: string
  /** queued | running | done | failed | cancelled */
  state: string
  /** `kind:id` of who asked. */
  actor: string
  /** The plan as it is run. */
  plan_json: string
  created_at: number
  started_at: number | null
  finished_at: number | null
  /** 0 … 1. */
  share: number
  /** Result without plots; null: there is none (yet). */
  summary_json: string | null
  /** The whole result as gzipped JSON. */
  result_gz: Uint8Array | null
  error_code: string | null
  error_message: string | null
}
