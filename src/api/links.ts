import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Language } from '../criteria/reason-text.ts'
import { acceptCallOut, declineCallOut, readCallOut } from '../dispatch/call-outs.ts'
import { DECLINE_CODES, type DeclineCode } from '../domain/decline.ts'
import { YukibanError } from '../errors.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import { callOutRoutes } from '../store/links/call-out-routes.ts'
import type { OneTimeLink } from '../store/links/find-link.ts'
import type { Api, ApiDeps } from './deps.ts'
import { LinkAccess } from './link-access.ts'
import {
  callOutPage,
  LINK_PAGE_POLICY,
  LINK_PAGE_WITH_APP_POLICY,
  linkBusyPage,
  linkGonePage,
  queryOf,
} from './link-page.ts'
import { registerLinkWork } from './link-work.ts'
import { oneOf, record } from './schema.ts'

/**
 * One-time links: the token is the only credential, good for one call-out of one contractor. GET changes nothing, since
 * mail scanners and previews follow links; not even reading is noted. What a person presses is a POST: accept, decline,
 * or `seen`, which notes that the call-out was read. Any of them notes the reading. Where the contractor's page is built
 * and scripts run, a script on this page leads to it, with the token in the fragment; without, this page does it all.
 */

/** The contractor's page in the build, and the script that leads there. */
const APP_PAGE = 'contractor.html'
const APP_SCRIPT = 'open-link.js'

const FORM_TYPE = 'application/x-www-form-urlencoded'
/** A form of hundreds of orders fits. */
const MAX_FORM_BYTES = 65_536
const MAX_REASON_CHARACTERS = 500

const Params = record({ token: Type.String({ minLength: 1, maxLength: 64 }) })
const Query = record({
  lang: Type.Optional(oneOf(['ja', 'en'])),
  plain: Type.Optional(oneOf(['1'], 'This page, not the app, where a script runs too.')),
})
type Asked = Static<typeof Query>
/** Pages are no part of the API's description. */
const HIDDEN = { hide: true }

type Did = 'accept' | 'decline' | 'seen'

/** `GET /l/{token}` and what is pressed on that page. */
export function registerLinks(app: Api, deps: ApiDeps): void {
  const access = new LinkAccess(deps)
  const pages = new LinkPages(deps, access)
  registerLinkWork(app, deps, access)
  app.get(
    '/l/:token',
    { config: { public: true }, schema: { ...HIDDEN, params: Params, querystring: Query } },
    (it, reply) => pages.show(it, reply, it.params.token, it.query),
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
        (it, reply) => pages.answer(it, reply, did, it.params.token, it.query),
      )
    }
  })
}

class LinkPages {
  readonly #deps: ApiDeps
  readonly #access: LinkAccess

  constructor(deps: ApiDeps, access: LinkAccess) {
    this.#deps = deps
    this.#access = access
  }

  async show(request: FastifyRequest, reply: FastifyReply, token: string, asked: Asked): Promise<FastifyReply> {
    const language = asked.lang ?? languageOf(request.headers['accept-language'])
    const link = await this.#access.find(token)
    if (link === undefined) return this.#unknown(request, reply, language)
    const { db, web } = this.#deps
    const app = asked.plain === undefined && web !== null && web.has(APP_PAGE) && web.has(APP_SCRIPT)
    const contractor = await findContractor(db, link.contractorId)
    const authority = await findAuthority(db, contractor?.authorityId ?? '')
    const routes = await callOutRoutes(db, { callOutId: link.callOutId })
    const html = callOutPage({
      language,
      timeZone: authority?.timeZone ?? 'UTC',
      authority: authority?.name ?? '',
      contractor: contractor?.name ?? '',
      path: `/l/${token}`,
      plain: asked.plain !== undefined,
      script: app ? `/${APP_SCRIPT}` : null,
      routes,
    })
    return sendPage(reply, 200, html, app ? LINK_PAGE_WITH_APP_POLICY : LINK_PAGE_POLICY)
  }

  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    did: Did,
    token: string,
    asked: Asked,
  ): Promise<FastifyReply> {
    const language = asked.lang ?? languageOf(request.headers['accept-language'])
    const link = await this.#access.find(token)
    if (link === undefined) return this.#unknown(request, reply, language)
    const waitS = this.#access.answering(link)
    if (waitS > 0) return sendPage(reply.header('retry-after', waitS), 429, linkBusyPage(language))
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    await this.#give(link, did, form)
    return reply.redirect(`/l/${token}?${queryOf(language, asked)}`, 303)
  }

  async #give(link: OneTimeLink, did: Did, form: URLSearchParams): Promise<void> {
    const { commands } = this.#deps
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
    await this.#access.noteUse(link, { did })
  }

  #unknown(request: FastifyRequest, reply: FastifyReply, language: Language): FastifyReply {
    const waitS = this.#access.wrongToken(request.ip)
    if (waitS > 0) return sendPage(reply.header('retry-after', waitS), 429, linkBusyPage(language))
    return sendPage(reply, 404, linkGonePage(language))
  }
}

function sendPage(reply: FastifyReply, status: number, html: string, policy = LINK_PAGE_POLICY): FastifyReply {
  return reply
    .code(status)
    .headers({ 'content-security-policy': policy, 'x-robots-tag': 'noindex, nofollow' })
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
  // the router decodes an `l` that came as %6C
  return url.replace(/^\/+(?:l|%6c)\/+[^/?]*/i, '/l/…')
}
