import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Tap } from './taps.ts'
import type { Work } from './work.ts'

/** What the phone keeps for dead zones and restarts: taps, the last known work, and the links opened on it. */

/** The work as last heard. */
interface KeptBoard {
  readonly owner: string
  readonly work: Work
  /** This device's time when it came. */
  readonly receivedAtMs: number
}

/** A one-time link opened here. */
export interface KeptLink {
  readonly token: string
  readonly owner: string
  readonly openedAtMs: number
}

interface CrewSchema extends DBSchema {
  taps: { key: number; value: Omit<Tap, 'id'> & { id?: number } }
  boards: { key: string; value: KeptBoard }
  links: { key: string; value: KeptLink }
}

const NAME = 'yukiban-crew'
/** A link works for 12 hours after the answer time; what it showed is of no use much longer. */
const FORGET_LINKS_MS = 3 * 86_400_000

let opened: Promise<IDBPDatabase<CrewSchema>> | undefined

function db(): Promise<IDBPDatabase<CrewSchema>> {
  opened ??= openDB<CrewSchema>(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('taps', { keyPath: 'id', autoIncrement: true })
      fresh.createObjectStore('boards', { keyPath: 'owner' })
      fresh.createObjectStore('links', { keyPath: 'token' })
    },
  })
  return opened
}

/** Every tap kept, oldest first. */
export async function allTaps(): Promise<Tap[]> {
  return (await (await db()).getAll('taps')) as Tap[]
}

/** Keeps a tap; it is on disk when this resolves. */
export async function addTap(tap: Omit<Tap, 'id'>): Promise<void> {
  const trx = (await db()).transaction('taps', 'readwrite', { durability: 'strict' })
  await trx.store.add({ ...tap })
  await trx.done
}

/** Changes a tap, if it is still there: another tab may have been faster. */
export async function changeTap(id: number, change: Partial<Pick<Tap, 'key' | 'state' | 'refusal'>>): Promise<void> {
  const trx = (await db()).transaction('taps', 'readwrite')
  const found = await trx.store.get(id)
  if (found !== undefined) await trx.store.put({ ...found, ...change })
  await trx.done
}

export async function removeTaps(ids: readonly number[]): Promise<void> {
  const trx = (await db()).transaction('taps', 'readwrite')
  await Promise.all(ids.map((id) => trx.store.delete(id)))
  await trx.done
}

export async function readBoard(owner: string): Promise<KeptBoard | undefined> {
  return (await db()).get('boards', owner)
}

export async function keepBoard(board: KeptBoard): Promise<void> {
  await (await db()).put('boards', board)
}

export async function readLink(token: string): Promise<KeptLink | undefined> {
  return (await db()).get('links', token)
}

/** The links opened on this phone, newest first. */
export async function allLinks(): Promise<KeptLink[]> {
  const links = await (await db()).getAll('links')
  return links.toSorted((a, b) => b.openedAtMs - a.openedAtMs)
}

/** Keeps a link, and forgets old ones with what they showed. */
export async function keepLink(link: KeptLink): Promise<void> {
  const trx = (await db()).transaction(['links', 'boards'], 'readwrite')
  const links = trx.objectStore('links')
  for (const old of await links.getAll()) {
    if (link.openedAtMs - old.openedAtMs < FORGET_LINKS_MS) continue
    await links.delete(old.token)
    if (old.owner !== link.owner) await trx.objectStore('boards').delete(old.owner)
  }
  await links.put(link)
  await trx.done
}

/** Forgets everything of one owner, as at signing out. */
export async function forgetOwner(owner: string): Promise<void> {
  const trx = (await db()).transaction(['boards', 'taps'], 'readwrite')
  await trx.objectStore('boards').delete(owner)
  const taps = trx.objectStore('taps')
  for (const tap of await taps.getAll()) if (tap.owner === owner && tap.id !== undefined) await taps.delete(tap.id)
  await trx.done
}
