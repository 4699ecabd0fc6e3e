import type { DatabaseSync } from 'node:sqlite'

/**
 * Makes a connection read the file again after a failure: a damaged page would otherwise stay in its cache, and the
 * failure with it, when the file has long been whole again.
 */
export function forgetPages(database: DatabaseSync): void {
  database.exec('pragma shrink_memory')
}
