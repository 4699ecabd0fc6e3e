import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Language } from '../criteria/reason-text.ts'
import { acceptCallOut, declineCallOut, readCallOut } from '../dispatch/call-outs.ts'
import { DECLINE_CODES, type DeclineCode } from '../domain/decline.ts'
import { YukibanError } from '../errors.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { callOutRoutes } from '../store/links/call-out-routes.ts'
import { findLink, type OneTimeLink } from '../store/links/find-link.ts'
import { TOKEN_PATTERN } from '../store/links/link-token.ts'
import { markLinkUsed } from '../store/links/mark-link-used.ts'
import { AuthThrottle } from './auth-throttle.ts'
import type { Api, ApiDeps } from './deps.ts'
import { callOutPage, LINK_PAGE_POLICY, linkBusyPage, linkGonePage } from './link-page.ts'
import { oneOf, record } from './schema.ts'

/**
 * One-time links: the token is the only credential, good for one call-out of one contractor. GET changes nothing, since
 * mail scanners and previews follow links; not even reading is noted. What a person presses is a POST: accept, decline,
 * or `seen`, which notes that the call-out was read. Any of them notes the reading.
 */

const FORM_TYPE = 'application/x-www-form-urlencoded'
/** A form of hundreds of orders fits. */
const MAX_FORM_BYTES = 65_536
const MAX_REASON_CHARACTERS = 500

const Params = record({ token: Type.String({ minLength: 1, maxLength: 64 }) })
const Query = record({ lang: Type.Optional(oneOf(['ja', 'en'])) })
/** Pages are no part of the API's description. */
const HIDDEN = { hide: true }

type Did = 'accept' | 'decline' | 'seen'

/** `GET /l/{token}` and what is pressed on that page. */
export function registerLinks(app: Api, deps: ApiDeps): void {
  const pages = new LinkPages(deps)
  app.get(
    '/l/:token',
    { config: { public: true }, schema: { ...HIDDEN, params: Params, querystring: Query } },
    (it, reply) => pages.show(it, reply, it.params.token, it.query.lang),
  )
  app.register(async (plugin) => {
    const forms = plugin as unknown as Api
    forms.addContentTypeParser(FORM_TYPE, { parseAs: 'string', bodyLimit: MAX_FORM_BYTES }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    )
    for (const did of ['accept', 'decline', 'seen'] as const) {
      forms.post(
        `/l/:token/${did}`,
        { config: { public: true }, schema: { ...HIDDEN, params: Params, querystring: Query } },
        (it, reply) => pages.answer(it, reply, did, it.params.token, it.query.lang),
      )
    }
  })
}

class LinkPages {
  readonly #deps: ApiDeps
  /** Wrong tokens by address; right ones are never slowed down by them. */
  readonly #guesses = new AuthThrottle()
  /** Answers by token, against a form that is sent over and over. */
  readonly #answers = new AuthThrottle()

  constructor(deps: ApiDeps) {
    this.#deps = deps
  }

  async show(request: FastifyRequest, reply: FastifyReply, token: string, lang?: Language): Promise<FastifyReply> {
    const language = lang ?? languageOf(request.headers['accept-language'])
    const link = await this.#find(token)
    if (link === undefined) return this.#unknown(request, reply, language)
    const { db } = this.#deps
    const contractor = await findContractor(db, link.contractorId)
    const authority = await findAuthority(db, contractor?.authorityId ?? '')
    const routes = await callOutRoutes(db, { callOutId: link.callOutId })
    const html = callOutPage({
      language,
      timeZone: authority?.timeZone ?? 'UTC',
      authority: authority?.name ?? '',
      contractor: contractor?.name ?? '',
      path: `/l/${token}`,
      routes,
    })
    return sendPage(reply, 200, html)
  }

  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    did: Did,
    token: string,
    lang?: Language,
  ): Promise<FastifyReply> {
    const language = lang ?? languageOf(request.headers['accept-language'])
    const link = await this.#find(token)
    if (link === undefined) return this.#unknown(request, reply, language)
    const waitS = this.#answers.failed(link.tokenSha256, this.#deps.clock.now())
    if (waitS > 0) return sendPage(reply.header('retry-after', waitS), 429, linkBusyPage(language))
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    await this.#give(link, did, form)
    return reply.redirect(`/l/${token}?lang=${language}`, 303)
  }

  async #give(link: OneTimeLink, did: Did, form: URLSearchParams): Promise<void> {
    const { commands, clock } = this.#deps
    const actor = { kind: 'contractor', id: link.contractorId } as const
    const { callOutId } = link
    await readCallOut(commands, { callOutId, actor })
    if (did === 'seen') return
    const orders = form.getAll('order')
    const code = codeOf(form.get('code'))
    // neither nothing ticked nor a refusal without a reason is an answer; the page shows again what is open
    if (orders.length === 0 || (did === 'decline' && code === undefined)) return
    const input = { callOutId, actor, orderIds: orders }
    try {
      if (did === 'accept') await acceptCallOut(commands, input)
      else await declineCallOut(commands, { ...input, code, reason: reasonOf(form.get('reason')) })
    } catch (error) {
      // somebody was faster, or the answer time ended: the page says how it stands
      if (error instanceof YukibanError && (error.code === 'conflict' || error.code === 'not-found')) return
      throw error
    }
    await this.#noteUse(link, did, clock.now())
  }

  async #noteUse(link: OneTimeLink, did: Did, nowMs: number): Promise<void> {
    const { db, commands } = this.#deps
    await db.transaction().execute(async (trx) => {
      await markLinkUsed(trx, link.tokenSha256, nowMs)
      const { contractorId, callOutId } = link
      const contractor = await findContractor(trx, contractorId)
      if (contractor === undefined) return
      await recordEvent(trx, {
        authorityId: contractor.authorityId,
        atMs: nowMs,
        type: 'call-out.answered-by-link',
        actor: { kind: 'contractor', id: contractorId },
        subject: callOutId,
        contractorId,
        // enough to tell one link from another, useless for opening it
        data: { answer: did, link: link.tokenSha256.slice(0, 12) },
      })
    })
    commands.nudges.deliver()
  }

  async #find(token: string): Promise<OneTimeLink | undefined> {
    const { db, clock } = this.#deps
    return new RegExp(TOKEN_PATTERN).test(token) ? findLink(db, token, clock.now()) : undefined
  }

  #unknown(request: FastifyRequest, reply: FastifyReply, language: Language): FastifyReply {
    const waitS = this.#guesses.failed(request.ip, this.#deps.clock.now())
    if (waitS > 0) return sendPage(reply.header('retry-after', waitS), 429, linkBusyPage(language))
    return sendPage(reply, 404, linkGonePage(language))
  }
}

function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply
    .code(status)
    .headers({ 'content-security-policy': LINK_PAGE_POLICY, 'x-robots-tag': 'noindex, nofollow' })
    .type('text/html; charset=utf-8')
    .send(html)
}

/** The first of ja and en that the browser asks for; Japanese when it asks for neither. */
function languageOf(header: string | undefined): Language {
  const first = /\b(ja|en)\b/i.exec(header ?? '')?.[1]
  return first?.toLowerCase() === 'en' ? 'en' : 'ja'
}

function codeOf(value: string | null): DeclineCode | undefined {
  return DECLINE_CODES.find((it) => it === value)
}

function reasonOf(value: string | null): string | undefined {
  const reason = (value ?? '').trim().slice(0, MAX_REASON_CHARACTERS)
  return reason === '' ? undefined : reason
}

/** A request's address as it may be logged: a link's token is a credential. */
export function loggedUrl(url: string): string {
  return url.replace(/^\/l\/[^/?]*/, '/l/…')
}
