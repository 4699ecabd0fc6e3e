import { findContractor } from '../store/contractors/find-contractor.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { findLink, type OneTimeLink } from '../store/links/find-link.ts'
import { TOKEN_PATTERN } from '../store/links/link-token.ts'
import { markLinkUsed } from '../store/links/mark-link-used.ts'
import { AuthThrottle } from './auth-throttle.ts'
import type { ApiDeps } from './deps.ts'

/** Reports one link may send in a minute: a crew that comes out of a dead zone sends a night's taps at once. */
const REPORTS_PER_MINUTE = 240

/** Characters of a token's hash that stand in the journal: enough to tell links apart, useless for opening one. */
const MARK_CHARACTERS = 12

/** What was done through a link. */
export type LinkUse =
  | { readonly did: 'seen' }
  | { readonly did: 'accept' | 'decline' }
  | { readonly did: 'start' | 'complete' | 'progress'; readonly orderId: string }

/** Who opens one-time links, how often it may be tried, and what is noted of it; for the plain page and for the app. */
export class LinkAccess {
  readonly #deps: Pick<ApiDeps, 'db' | 'clock' | 'commands'>
  /** Wrong tokens by address; right ones are never slowed down by them. */
  readonly #guesses = new AuthThrottle()
  /** Answers by token, against a form that is sent over and over. */
  readonly #answers = new AuthThrottle()
  readonly #reports = new AuthThrottle(REPORTS_PER_MINUTE)

  constructor(deps: Pick<ApiDeps, 'db' | 'clock' | 'commands'>) {
    this.#deps = deps
  }

  /** The link of a token; undefined when there is none or its time is over: both look alike from outside. */
  async find(token: string): Promise<OneTimeLink | undefined> {
    const { db, clock } = this.#deps
    return new RegExp(TOKEN_PATTERN).test(token) ? findLink(db, token, clock.now()) : undefined
  }

  /** Notes a wrong token. @returns seconds its address must wait, or 0. */
  wrongToken(address: string): number {
    return this.#guesses.failed(address, this.#deps.clock.now())
  }

  /** Counts a form sent. @returns seconds to wait, or 0. */
  answering(link: OneTimeLink): number {
    return this.#answers.failed(link.tokenSha256, this.#deps.clock.now())
  }

  /** Counts a command of the app. @returns seconds to wait, or 0. */
  reporting(link: OneTimeLink): number {
    return this.#reports.failed(link.tokenSha256, this.#deps.clock.now())
  }

  /** Writes into the journal what was done through a link; `seen` is noted with the offers alone. */
  async noteUse(link: OneTimeLink, use: LinkUse): Promise<void> {
    if (use.did === 'seen') return
    const { db, clock, commands } = this.#deps
    const nowMs = clock.now()
    const mark = { link: linkMark(link) }
    const what =
      'orderId' in use
        ? { type: 'call-out.reported-by-link', data: { report: use.did, orderId: use.orderId, ...mark } }
        : { type: 'call-out.answered-by-link', data: { answer: use.did, ...mark } }
    await db.transaction().execute(async (trx) => {
      await markLinkUsed(trx, link.tokenSha256, nowMs)
      const { contractorId, callOutId } = link
      const contractor = await findContractor(trx, contractorId)
      if (contractor === undefined) return
      const { authorityId } = contractor
      const actor = { kind: 'contractor', id: contractorId } as const
      await recordEvent(trx, { authorityId, atMs: nowMs, ...what, actor, subject: callOutId, contractorId })
    })
    commands.nudges.deliver()
  }
}

/** What a link is called in the journal and in our log. */
export function linkMark(link: OneTimeLink): string {
  return link.tokenSha256.slice(0, MARK_CHARACTERS)
}
