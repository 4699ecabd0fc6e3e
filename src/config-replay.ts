import type { Option } from './options.ts'

/** Settings of replays asked for through the API; options.ts joins them to the others. */
export const REPLAY_OPTIONS = [
  {
    name: 'YUKIBAN_REPLAYS_MAX_ROUTE_DAYS',
    kind: 'integer',
    default: '20000',
    min: 1,
    max: 10_000_000,
    help: 'Routes times days that one replay through the API may cover: 100 routes over 200 days by default.',
  },
  {
    name: 'YUKIBAN_REPLAYS_QUEUE',
    kind: 'integer',
    default: '10',
    min: 1,
    max: 1000,
    help: 'Replays that may run or wait at a time; they run one after another.',
  },
  {
    name: 'YUKIBAN_KEEP_REPLAYS_DAYS',
    kind: 'text',
    default: '30',
    help: 'Days the results of replays are kept; forever: they always are.',
  },
] as const satisfies readonly Option[]

type ReplayOptionName = (typeof REPLAY_OPTIONS)[number]['name']

export interface ReplayConfig {
  readonly maxRouteDays: number
  readonly queue: number
  /** null: for ever. */
  readonly keepDays: number | null
}

/** Reads the settings of replays. */
export function readReplayConfig(read: {
  integer(name: ReplayOptionName): number
  days(name: ReplayOptionName): number | null
}): ReplayConfig {
  return {
    maxRouteDays: read.integer('YUKIBAN_REPLAYS_MAX_ROUTE_DAYS'),
    queue: read.integer('YUKIBAN_REPLAYS_QUEUE'),
    keepDays: read.days('YUKIBAN_KEEP_REPLAYS_DAYS'),
  }
}
