import { once } from 'node:events'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { YukibanError } from '../../errors.ts'
import { CONTROL_FILE } from '../../store/database.ts'
import { nodeSqliteDialect, openSqlite } from '../../store/sqlite-dialect.ts'
import type { Database } from '../../store/tables.ts'
import type { FromImport, ImportFailure, ImportTask, ToImport } from './import-task.ts'
import { reportJsonOf } from './run-import.ts'

/**
 * The process in which files are read, checked and written, on a connection of its own: readings are acknowledged
 * meanwhile, and what needs the control database waits only while a file is written. It may be ended at any moment; what
 * it had written and not committed is undone with it. A thread would not do (ADR 23).
 */

const [dataDir = '.'] = process.argv.slice(2)

function tell(message: FromImport): void {
  process.send?.(message)
}

/** Resolves when the service lets the import go on. */
async function ask(type: 'may-write' | 'may-commit'): Promise<void> {
  const allowed = once(process, 'message')
  tell({ type })
  await allowed
}

async function work(task: ImportTask): Promise<string> {
  const db = new Kysely<Database>({ dialect: nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE))) })
  try {
    return await reportJsonOf(db, task, ask)
  } finally {
    await db.destroy()
  }
}

function failureOf(error: unknown): ImportFailure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof YukibanError) return { code: error.code, message, says: error.says, problems: error.problems }
  const { errcode, stack } = error as { readonly errcode?: unknown; readonly stack?: string }
  return {
    code: null,
    message,
    says: null,
    problems: [],
    ...(typeof errcode === 'number' ? { errcode } : {}),
    ...(stack === undefined ? {} : { stack }),
  }
}

process.on('message', (message: ToImport) => {
  if (message.type !== 'task') return
  work(message.task).then(
    (reportJson) => tell({ type: 'done', reportJson }),
    (error: unknown) => tell({ type: 'failed', failure: failureOf(error) }),
  )
})
// the service has gone, and nobody is left to let an import go on
process.on('disconnect', () => process.exit())
// sent to the service and all its processes alike: it ends this one when it stops
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
