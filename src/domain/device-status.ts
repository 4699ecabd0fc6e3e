/** What a device said about itself on its status topic, as far as it is understood; the rest is kept as text. */
export interface SaidStatus {
  /** `online`, `offline` (also the last will) or a word of the device's own. */
  readonly state: string | null
  readonly config: SaidConfig | null
  readonly results: readonly CommandResult[]
}

export interface SaidConfig {
  readonly version: number | null
  readonly intervalS: number | null
  readonly body: Readonly<Record<string, unknown>>
}

/** What became of a command. */
export interface CommandResult {
  readonly id: string
  readonly done: boolean
  readonly detail: string | null
}

/** More results in one message than commands can be open. */
const MAX_RESULTS = 16
const MAX_DETAIL = 200
const NOTHING: SaidStatus = { state: null, config: null, results: [] }

/**
 * Reads a status message: `{"state":"online","config":{"version":3,"interval_s":600},"command":{"id":"…","result":"done"}}`;
 * `command` may be an array. Never throws: what is not understood is left out.
 */
export function parseStatus(text: string): SaidStatus {
  const said = objectOf(parsed(text))
  if (said === undefined) return NOTHING
  const commands = Array.isArray(said.command) ? said.command : [said.command]
  return {
    state: typeof said.state === 'string' ? said.state.slice(0, MAX_DETAIL) : null,
    config: configOf(objectOf(said.config)),
    results: commands.slice(0, MAX_RESULTS).flatMap(resultOf),
  }
}

/** True for a goodbye or a last will: the broker may have said it on the device's behalf, so it proves no life. */
export function saysOffline(text: string): boolean {
  return parseStatus(text).state === 'offline'
}

function configOf(said: Record<string, unknown> | undefined): SaidConfig | null {
  if (said === undefined) return null
  return { version: countOf(said.version), intervalS: countOf(said.interval_s), body: said }
}

function resultOf(given: unknown): CommandResult[] {
  const said = objectOf(given)
  if (typeof said?.id !== 'string' || typeof said.result !== 'string') return []
  const detail = typeof said.detail === 'string' ? said.detail : said.result === 'done' ? null : said.result
  return [{ id: said.id, done: said.result === 'done', detail: detail?.slice(0, MAX_DETAIL) ?? null }]
}

/** Whole and not negative, small enough for any column. */
function countOf(given: unknown): number | null {
  return typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 2_147_483_647 ? given : null
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
