import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Clock } from '../clock.ts'
import { type Config, readConfig } from '../config.ts'
import type { Authority } from '../domain/route.ts'
import { YukibanError } from '../errors.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { listAuthorities } from '../store/authorities/list-authorities.ts'
import { CONTROL_FILE, type Db, openDatabase } from '../store/database.ts'
import type { ReadingStore } from '../store/readings/port.ts'
import { openReadingStore } from '../store/readings/sqlite.ts'
import { UsageError } from './usage-error.ts'

/** The world as a command sees it. */
export interface CliWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable
  readonly stderr: Writable
  readonly clock: Clock
}

/** What the options before a command's own say. */
export interface GlobalOptions {
  readonly json?: true
  readonly dataDir?: string
}

/** Who the journal names for what is done by command. */
export const CLI_ACTOR = { kind: 'system', id: 'cli' } as const

/** What every command works with: settings, stores opened for as long as needed, and one way to print. */
export class Cli {
  readonly world: CliWorld
  readonly #options: () => GlobalOptions

  constructor(world: CliWorld, options: () => GlobalOptions) {
    this.world = world
    this.#options = options
  }

  get nowMs(): number {
    return this.world.clock.now()
  }

  /** The configuration, `--data-dir` applied. Throws `config-invalid`. */
  config(): Config {
    const config = readConfig(this.world.env)
    const { dataDir } = this.#options()
    return dataDir === undefined ? config : { ...config, dataDir }
  }

  /** `--data-dir` as given. */
  get dataDirOption(): string | undefined {
    return this.#options().dataDir
  }

  /** Prints a result: `value` as one line of JSON with `--json`, else the text. */
  print(value: object, text: string): void {
    this.world.stdout.write(`${this.#options().json === true ? JSON.stringify(value) : text}\n`)
  }

  /** Tells a person what is worth knowing beside the result; silent with `--json`. */
  note(text: string): void {
    if (this.#options().json !== true) this.world.stderr.write(`${text}\n`)
  }

  /**
   * Runs `work` on the control database.
   * @param absent what to do when there is none: throw `not-found`, create it, or lend an empty one that is thrown away.
   */
  async withDatabase<T>(work: (db: Db) => Promise<T>, absent: 'refuse' | 'create' | 'scratch' = 'refuse'): Promise<T> {
    const { dataDir } = this.config()
    if (absent === 'refuse') requireDatabase(dataDir)
    const scratch = absent === 'scratch' && !hasDatabase(dataDir) ? mkdtempSync(join(tmpdir(), 'yukiban-')) : undefined
    try {
      await using stack = new AsyncDisposableStack()
      const db = stack.adopt(await openDatabase(scratch ?? dataDir), (it) => it.destroy())
      return await work(db)
    } finally {
      if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true })
    }
  }

  /** Runs `work` on the readings; a service may be using them at the same time. */
  async withReadings<T>(work: (store: ReadingStore) => Promise<T>): Promise<T> {
    const config = this.config()
    requireDatabase(config.dataDir)
    const store = await openReadingStore(config)
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }
}

function hasDatabase(dataDir: string): boolean {
  return existsSync(join(dataDir, CONTROL_FILE))
}

function requireDatabase(dataDir: string): void {
  if (hasDatabase(dataDir)) return
  throw new YukibanError(
    'not-found',
    `there is no database in ${dataDir}; run \`yukiban init\` or name another folder with --data-dir`,
  )
}

/**
 * The authority a command is about: the one named, or the only one there is.
 * Throws `not-found` for an unknown one or when there is none, a usage error when several could be meant.
 */
export async function chooseAuthority(db: Db, id: string | undefined): Promise<Authority> {
  if (id !== undefined) {
    const found = await findAuthority(db, id)
    if (found === undefined) throw new YukibanError('not-found', `no authority ${id}`)
    return found
  }
  const [only, ...others] = await listAuthorities(db)
  if (only === undefined) throw new YukibanError('not-found', 'there is no authority yet; run `yukiban init` first')
  if (others.length === 0) return only
  const ids = [only, ...others].map((it) => it.id).join(', ')
  throw new UsageError(`there are several authorities; choose one with --authority: ${ids}`)
}
