import type { Kysely } from 'kysely'
import * as initial from './0001-initial.ts'
import * as deviceLife from './0002-device-life.ts'
import * as deviceCodecs from './0003-device-codecs.ts'
import * as forecasts from './0004-forecasts.ts'
import * as auditChain from './0005-audit-chain.ts'

interface Migration {
  readonly name: string
  readonly up: (db: Kysely<unknown>) => Promise<void>
}

/** In order; a database holds the names of those it has seen. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-initial', up: initial.up },
  { name: '0002-device-life', up: deviceLife.up },
  { name: '0003-device-codecs', up: deviceCodecs.up },
  { name: '0004-forecasts', up: forecasts.up },
  { name: '0005-audit-chain', up: auditChain.up },
]
