import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of a file of recorded data kept beside the project; the project does not contain it. */
export function sharedData(path: string): string {
  return fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url))
}

/** For `test.skipIf`: true, and so visible in the report, where the recorded data are absent. */
export function lacksSharedData(path: string): boolean {
  return !existsSync(sharedData(path))
}
