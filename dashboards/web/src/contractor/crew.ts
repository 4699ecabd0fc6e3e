import { useSyncExternalStore } from 'react'
import { ApiProblem, apiGet, apiSend, keepCsrfToken, linkGet } from '../shared/api-client.ts'
import { followEvents, startLive } from '../shared/live.ts'
import { useNow } from '../shared/now.ts'
import type { Session } from '../shared/session/session.ts'
import { addTap, allTaps, changeTap, keepBoard, keepLink, readBoard, readLink, removeTaps } from './crew-db.ts'
import { keepPerson, type Person, readPerson } from './person.ts'
import { Sender } from './sender.ts'
import type { Act, Tap } from './taps.ts'
import type { Work } from './work.ts'

/** How the page was opened. */
export type Mode = { readonly kind: 'link'; readonly token: string } | { readonly kind: 'person' }

/** Why there is nothing newer: no network, nobody signed in, a link that is over, somebody who is no contractor. */
export type Trouble = 'unreachable' | 'signed-out' | 'link-gone' | 'not-a-contractor'

interface CrewState {
  readonly mode: Mode
  /** Whose work this is; null: not known yet. */
  readonly owner: string | null
  readonly person: Person | null
  readonly work: Work | null
  /** This device's time when the work was last heard; null: never. */
  readonly receivedAtMs: number | null
  readonly taps: readonly Tap[]
  readonly trouble: Trouble | null
  /** False until it is known what this phone has kept. */
  readonly ready: boolean
}

/** Asked again this often while somebody looks; events of the journal renew sooner. */
const POLL_MS = 15_000
/** Several events at once renew the page once. */
const GATHER_MS = 300

/**
 * The page's state: what the service last said, what was pressed since, and who is asking. First what the phone has kept is
 * shown, then what the service says.
 */
class Crew {
  #state: CrewState = {
    mode: { kind: 'person' },
    owner: null,
    person: null,
    work: null,
    receivedAtMs: null,
    taps: [],
    trouble: null,
    ready: false,
  }
  readonly #listeners = new Set<() => void>()
  readonly #tabs = new BroadcastChannel('yukiban-crew')
  readonly #sender = new Sender({
    speakerOf: (tap) => this.#speakerOf(tap),
    onChange: (work) => void this.#tapsMoved(work),
    onTrouble: (why) => {
      if (why === 'unreachable') this.#set({ trouble: 'unreachable' })
      else if (why === 'signed-out') void this.refresh()
    },
  })
  #asking: Promise<void> | undefined
  /** Tokens by owner, so that a link's taps are sent whatever the page shows now. */
  readonly #tokens = new Map<string, string>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly state = (): CrewState => this.#state

  /** Begins: once, with the page. */
  async open(mode: Mode, links: readonly { owner: string; token: string }[]): Promise<void> {
    for (const { owner, token } of links) this.#tokens.set(owner, token)
    this.#set({ mode })
    await this.#showKept(mode)
    window.addEventListener('online', () => this.#wake())
    window.addEventListener('offline', () => this.#set({ trouble: 'unreachable' }))
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#wake()
    })
    setInterval(() => {
      if (document.visibilityState === 'visible') void this.refresh()
    }, POLL_MS)
    this.#tabs.addEventListener('message', () => void this.#readTaps())
    let gathering: ReturnType<typeof setTimeout> | undefined
    followEvents(() => {
      clearTimeout(gathering)
      gathering = setTimeout(() => void this.refresh(), GATHER_MS)
    })
    this.#wake()
  }

  /** Asks the service how things stand. Never throws. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  /** Keeps what was pressed, shows it, and sends it as soon as that can be. */
  async tap(callOutId: string, orderIds: readonly string[], act: Act, atMs: number): Promise<void> {
    const { owner } = this.#state
    if (owner === null) return
    const key = crypto.randomUUID()
    await addTap({ key, owner, callOutId, orderIds, act, atMs, state: 'waiting', refusal: null })
    await this.#readTaps()
    this.#tabs.postMessage('taps')
    this.#sender.kick()
    void navigator.storage?.persist?.()
  }

  /** Tries a refused tap again. */
  async retry(id: number): Promise<void> {
    // under a key of its own: the first one's answer is known, and would come again
    await changeTap(id, { key: crypto.randomUUID(), state: 'waiting', refusal: null })
    await this.#readTaps()
    this.#sender.kick()
  }

  /** A person has read why a tap was refused, and gives it up. */
  async drop(id: number): Promise<void> {
    await removeTaps([id])
    await this.#readTaps()
    this.#tabs.postMessage('taps')
    this.#sender.kick()
  }

  /** Sends what waits, now. */
  sendNow(): void {
    this.#wake()
  }

  /** Somebody has signed in on the page. */
  signedIn(session: Session): void {
    this.#takeSession(session)
    this.#wake()
  }

  /** Notes that a call-out was looked at, where looking is not noted by itself. */
  async noteSeen(callOutId: string): Promise<void> {
    const { mode } = this.#state
    try {
      if (mode.kind === 'link') await apiSend('POST', '/api/v1/link/seen', {}, { bearer: mode.token })
      else await apiGet(`/api/v1/call-outs/${encodeURIComponent(callOutId)}`)
    } catch {
      // said again with the next look
    }
  }

  async #showKept(mode: Mode): Promise<void> {
    const person = mode.kind === 'person' ? readPerson() : null
    const owner = mode.kind === 'link' ? ((await readLink(mode.token))?.owner ?? null) : person && ownerOf(person)
    const board = owner === null ? undefined : await readBoard(owner)
    await this.#readTaps()
    const kept = board === undefined ? {} : { work: board.work, receivedAtMs: board.receivedAtMs }
    this.#set({ owner, person, ...kept, ready: true })
  }

  async #ask(): Promise<void> {
    const { mode } = this.#state
    // what arrived before this question is part of its answer
    const arrived = sentIn(this.#state.taps)
    try {
      if (mode.kind === 'link') await this.#take(await linkGet<Work>('/api/v1/link/work', mode.token), arrived)
      else {
        if (this.#state.trouble !== null || this.#state.person === null || !this.#known)
          this.#takeSession(await apiGet<Session>('/api/v1/session'))
        if (this.#state.trouble === 'not-a-contractor') return
        await this.#take(await apiGet<Work>('/api/v1/work'), arrived)
      }
    } catch (error) {
      this.#set({ trouble: troubleOf(error, mode) })
    }
  }

  /** Whether the session's CSRF token is known in this page. */
  #known = false

  #takeSession(session: Session): void {
    keepCsrfToken(session.csrfToken)
    this.#known = true
    const { user } = session
    if (user.role !== 'contractor') {
      this.#set({ trouble: 'not-a-contractor' })
      return
    }
    const person = { id: user.id, name: user.name === '' ? user.login : user.name }
    const owner = ownerOf(person)
    keepPerson(person)
    // another person's work is not shown, not even until the own one has come
    const other = this.#state.owner !== null && this.#state.owner !== owner
    this.#set({ person, owner, trouble: null, ...(other ? { work: null, receivedAtMs: null } : {}) })
    startLive()
    this.#sender.kick()
  }

  async #take(work: Work, arrived: readonly number[]): Promise<void> {
    const { mode } = this.#state
    const [callOut] = work.callOuts
    const owner = mode.kind === 'person' ? this.#state.owner : `link:${callOut?.id ?? ''}`
    if (owner === null) return
    const receivedAtMs = Date.now()
    if (mode.kind === 'link' && this.#state.owner !== owner) {
      await keepLink({ token: mode.token, owner, openedAtMs: receivedAtMs })
      this.#tokens.set(owner, mode.token)
    }
    await keepBoard({ owner, work, receivedAtMs })
    await removeTaps(arrived)
    this.#set({ owner, work, receivedAtMs, trouble: null, taps: await allTaps() })
    this.#sender.kick()
  }

  async #tapsMoved(work: Work | null): Promise<void> {
    await this.#readTaps()
    this.#tabs.postMessage('taps')
    if (work !== null && this.#state.mode.kind === 'link') {
      await this.#take(work, sentIn(this.#state.taps))
      return
    }
    // the answer on its way may be older than what has just arrived
    await this.#asking
    await this.refresh()
  }

  async #readTaps(): Promise<void> {
    this.#set({ taps: await allTaps() })
  }

  #speakerOf(tap: Tap) {
    if (tap.owner === this.#state.owner && this.#state.mode.kind === 'person') {
      return this.#known ? ({ kind: 'person' } as const) : undefined
    }
    const token = this.#tokens.get(tap.owner)
    return token === undefined ? undefined : ({ kind: 'link', token } as const)
  }

  #wake(): void {
    void this.refresh()
    this.#sender.kick()
  }

  #set(change: Partial<CrewState>): void {
    this.#state = { ...this.#state, ...change }
    for (const it of this.#listeners) it()
  }
}

function sentIn(taps: readonly Tap[]): number[] {
  return taps.filter((it) => it.state === 'sent').map((it) => it.id)
}

function ownerOf({ id }: Person): string {
  return `user:${id}`
}

function troubleOf(error: unknown, mode: Mode): Trouble {
  if (!(error instanceof ApiProblem)) return 'unreachable'
  if (mode.kind === 'link' && error.status === 404) return 'link-gone'
  if (error.status === 401) return 'signed-out'
  if (error.status === 403) return 'not-a-contractor'
  return 'unreachable'
}

export const crew = new Crew()

/** The service's time now, going on from when it was last heard: this phone's clock may be wrong. */
export function useServiceNow(): number {
  const nowMs = useNow()
  const { work, receivedAtMs } = useCrew()
  return work === null || receivedAtMs === null ? nowMs : Date.parse(work.asOf) + (nowMs - receivedAtMs)
}

/** The same, once, as when something is pressed. */
export function serviceNow(): number {
  const { work, receivedAtMs } = crew.state()
  const nowMs = Date.now()
  return work === null || receivedAtMs === null ? nowMs : Date.parse(work.asOf) + (nowMs - receivedAtMs)
}

export function useCrew(): CrewState {
  return useSyncExternalStore(crew.subscribe, crew.state)
}
