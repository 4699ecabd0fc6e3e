import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Names of the folders in `path`, sorted. */
export function folders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((it) => it.isDirectory())
    .map((it) => it.name)
    .sort()
}

/** What a case's options.json gives; nothing where it has none. */
export function optionsIn<T extends object>(folder: string): Partial<T> {
  const path = `${folder}/options.json`
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Partial<T>) : {}
}
