import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Authority } from '../domain/route.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { openDatabaseReadOnly } from '../store/open-read-only.ts'
import { type ImportSettings, importHistory, isImportable } from './import-history.ts'
import type { Note } from './notes.ts'

/** Where a history comes from, opened; imported files are in databases of their own until it is disposed. */
export interface Source extends AsyncDisposable {
  readonly db: Db
  readonly dataDir: string
  /** Of imported files: whose they are, when they begin and end, and how they were taken. */
  readonly imported: {
    readonly authority: Authority
    readonly span: { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null
    readonly notes: readonly Note[]
  } | null
}

/** Opens a data folder or a backup of Yukiban's for reading, or imports what `path` holds. Throws as they do. */
export async function openSource(path: string, settings: ImportSettings): Promise<Source> {
  await using stack = new AsyncDisposableStack()
  if (!isImportable(path)) {
    const { db } = stack.use(await openDatabaseReadOnly(path))
    return sourceOf({ db, dataDir: path, imported: null }, stack.move())
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'yukiban-history-'))
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const imported = await importHistory(path, dataDir, settings)
  const { db } = stack.use(await openDatabaseReadOnly(dataDir))
  return sourceOf({ db, dataDir, imported }, stack.move())
}

function sourceOf(of: Pick<Source, 'db' | 'dataDir' | 'imported'>, owned: AsyncDisposableStack): Source {
  return { ...of, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
