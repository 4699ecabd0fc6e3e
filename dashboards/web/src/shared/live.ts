import { useSyncExternalStore } from 'react'
import { useNow } from './now.ts'
import { queryClient } from './queries.ts'

/**
 * The journal, live (`GET /api/v1/stream`): every event renews the queries of its family, and the service's own clock comes with each
 * heartbeat. After a lost connection it goes on from the last event heard, and everything shown is asked for again.
 */

/** The service's heartbeat, s. */
const BEAT_S = 5
/** Nothing heard for so long, a little more than two beats: what is shown may be out of date. */
export const SILENT_MS = 12_000
/** Many events at once, as in a storm, renew the page once. */
const GATHER_MS = 400
const REOPEN_MS = 3_000

/** An event of the journal. */
interface LiveEvent {
  readonly id: number
  readonly at: string
  readonly type: string
  readonly actor: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

interface Heard {
  /** This device's time when something was last heard; null: never. */
  readonly heardAtMs: number | null
  /** The service's time at the last heartbeat, and this device's then. */
  readonly beat: { readonly serverAtMs: number; readonly receivedAtMs: number } | null
}

let heard: Heard = { heardAtMs: null, beat: null }
let source: EventSource | null = null
let lastId: string | null = null
let reopening: ReturnType<typeof setTimeout> | undefined
let gathering: ReturnType<typeof setTimeout> | undefined
let openedBefore = false
const families = new Set<string>()
const listeners = new Set<() => void>()
const followers = new Set<(event: LiveEvent) => void>()

/** Which lists a family of events changes, by the noun of its type. What is not named renews its own plural. */
const RENEWS: Readonly<Record<string, readonly string[]>> = {
  order: ['orders', 'offers', 'board', 'map', 'routes', 'call-outs'],
  offer: ['orders', 'offers', 'board', 'call-outs', 'contractors', 'contractor-records', 'deliveries'],
  'call-out': ['call-outs', 'orders', 'offers', 'board'],
  decision: ['decisions', 'board', 'routes'],
  delivery: ['deliveries', 'board', 'contractors', 'contractor-records'],
  device: ['devices', 'fleet', 'board', 'map', 'routes'],
  reading: ['devices', 'fleet', 'routes', 'board', 'map'],
  criterion: ['criteria', 'board', 'routes'],
  mode: ['modes', 'board', 'criteria'],
  silence: ['silences', 'board', 'devices', 'fleet', 'routes', 'map'],
  'contact-point': ['contact-points', 'contractors', 'deliveries'],
  contractor: ['contractors', 'contractor-records', 'rosters', 'board'],
  roster: ['rosters', 'board'],
  holiday: ['holidays', 'rosters'],
  district: [
    'routes',
    'devices',
    'contractors',
    'rosters',
    'criteria',
    'blocks',
    'board',
    'fleet',
    'map',
    'authorities',
  ],
  user: ['users'],
}

/** Begins to listen; once for the whole page, while somebody is signed in. */
export function startLive(): void {
  if (source !== null || reopening !== undefined) return
  open()
}

/** Ends it, as at signing out. */
export function stopLive(): void {
  clearTimeout(reopening)
  reopening = undefined
  source?.close()
  source = null
  lastId = null
  openedBefore = false
  tell({ heardAtMs: null, beat: null })
}

/** Calls back with every event that this person may hear. @returns how to stop. */
export function followEvents(follower: (event: LiveEvent) => void): () => void {
  followers.add(follower)
  return () => followers.delete(follower)
}

export type LiveState = 'live' | 'connecting' | 'stale'

/** How live the page is, renewed every second. */
export function useLive(): LiveState {
  const { heardAtMs } = useSyncExternalStore(subscribe, () => heard)
  const nowMs = useNow()
  if (heardAtMs === null) return 'connecting'
  return nowMs - heardAtMs > SILENT_MS ? 'stale' : 'live'
}

/** When something was last heard, this device's time; null: never. */
export function useHeardAtMs(): number | null {
  return useSyncExternalStore(subscribe, () => heard).heardAtMs
}

/** The service's time now, ms: this device's clock may be wrong, or the night simulated. Renewed every second. */
export function useServerNow(): number {
  const { beat } = useSyncExternalStore(subscribe, () => heard)
  const nowMs = useNow()
  return beat === null ? nowMs : beat.serverAtMs + Math.max(0, nowMs - beat.receivedAtMs)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(next: Heard): void {
  heard = next
  for (const it of listeners) it()
}

function open(): void {
  const after = lastId === null ? '' : `&after=${lastId}`
  const opened = new EventSource(`/api/v1/stream?event=journal&heartbeatS=${BEAT_S}${after}`)
  source = opened
  opened.addEventListener('open', () => {
    tell({ ...heard, heardAtMs: Date.now() })
    // between two connections anything may have happened that has no event, such as a sensor's silence
    if (openedBefore) void queryClient.invalidateQueries()
    openedBefore = true
  })
  opened.addEventListener('heartbeat', (message) => {
    const { at } = JSON.parse(message.data) as { at: string }
    const receivedAtMs = Date.now()
    tell({ heardAtMs: receivedAtMs, beat: { serverAtMs: Date.parse(at), receivedAtMs } })
  })
  // every journal event, under one name of its own
  opened.addEventListener('journal', (message) => hear(message))
  opened.addEventListener('error', () => {
    // a refused or broken answer ends an EventSource for good; a lost connection it mends itself
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return
    source = null
    reopening = setTimeout(() => {
      reopening = undefined
      open()
    }, REOPEN_MS)
  })
}

function hear(message: MessageEvent<string>): void {
  lastId = message.lastEventId
  tell({ ...heard, heardAtMs: Date.now() })
  const event = JSON.parse(message.data) as LiveEvent
  for (const it of followers) it(event)
  const noun = event.type.split('.')[0] ?? ''
  for (const it of RENEWS[noun] ?? [`${noun}s`]) families.add(it)
  if (gathering === undefined) gathering = setTimeout(renew, GATHER_MS)
}

function renew(): void {
  gathering = undefined
  const wanted = new Set(families)
  families.clear()
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => {
      const path = String(queryKey[0])
      const family = /^\/api\/v1\/([a-z-]+)/.exec(path)?.[1]
      return family !== undefined && wanted.has(family)
    },
  })
}
