import { parentPort, workerData } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import type { Authority } from '../domain/route.ts'
import { YukibanError } from '../errors.ts'
import { openDatabaseReadOnly } from '../store/open-read-only.ts'
import { notesOn } from './notes.ts'
import type { ReplayPlan } from './plan.ts'
import { summaryOf } from './result.ts'
import { runReplay } from './run.ts'
import { openStoredHistory } from './stored-history.ts'
import type { WeatherSettings } from './weather-settings.ts'

/** The thread in which a replay runs, on connections that cannot write: neither readings nor orders wait for it. */

export interface WorkerTask {
  readonly dataDir: string
  readonly authority: Authority
  readonly plan: ReplayPlan
  readonly forecast: WeatherSettings
}

export type WorkerMessage =
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'done'; readonly summaryJson: string; readonly resultGz: Uint8Array }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }

/** Told no more often than at each percent. */
const SHARE_STEP = 0.01

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

async function work({ dataDir, authority, plan, forecast }: WorkerTask): Promise<void> {
  await using control = await openDatabaseReadOnly(dataDir)
  using history = await openStoredHistory({ db: control.db, dataDir, authority, forecast })
  let told = 0
  const result = await runReplay(history, plan, {
    onProgress({ share }) {
      if (share - told < SHARE_STEP) return
      told = share
      tell({ type: 'progress', share })
    },
  })
  const notes = notesOn(history, plan)
  const summaryJson = JSON.stringify({ ...summaryOf(result), notes })
  tell({ type: 'done', summaryJson, resultGz: gzipSync(JSON.stringify({ result, notes })) })
}

try {
  await work(workerData as WorkerTask)
} catch (error) {
  const code = error instanceof YukibanError ? error.code : 'internal'
  tell({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) })
}
