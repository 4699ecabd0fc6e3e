import type { Kysely } from 'kysely'
import * as initial from './0001-initial.ts'
import * as deviceLife from './0002-device-life.ts'
import * as deviceCodecs from './0003-device-codecs.ts'
import * as forecasts from './0004-forecasts.ts'
import * as auditChain from './0005-audit-chain.ts'
import * as latchClearing from './0006-latch-clearing.ts'
import * as criteriaLife from './0007-criteria-life.ts'
import * as dispatch from './0008-dispatch.ts'
import * as channels from './0009-channels.ts'
import * as progress from './0010-progress.ts'
import * as replays from './0011-replays.ts'
import * as lookUps from './0012-look-ups.ts'
import * as sessions from './0013-sessions.ts'
import * as board from './0015-board.ts'
import * as nameKana from './0016-name-kana.ts'
import * as setupTokens from './0017-setup-tokens.ts'

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
  { name: '0006-latch-clearing', up: latchClearing.up },
  { name: '0007-criteria-life', up: criteriaLife.up },
  { name: '0008-dispatch', up: dispatch.up },
  { name: '0009-channels', up: channels.up },
  { name: '0010-progress', up: progress.up },
  { name: '0011-replays', up: replays.up },
  { name: '0012-look-ups', up: lookUps.up },
  { name: '0013-sessions', up: sessions.up },
  { name: '0015-board', up: board.up },
  { name: '0016-name-kana', up: nameKana.up },
  { name: '0017-setup-tokens', up: setupTokens.up },
]
