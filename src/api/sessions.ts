import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { changePassword } from '../access/change-password.ts'
import { knownBrowser, markBrowser } from '../access/known-browser.ts'
import type { OpenedSession, Visitor } from '../access/open-session.ts'
import { PasswordGate } from '../access/password-gate.ts'
import { setPassword } from '../access/set-password.ts'
import { SignInFailed, signIn } from '../access/sign-in.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { endSessions } from '../store/sessions/end-sessions.ts'
import { findSession } from '../store/sessions/find-session.ts'
import { AuthThrottle } from './auth-throttle.ts'
import { browserCookie, clearSessionCookie, sessionCookie, setBrowserCookie, setSessionCookie } from './cookies.ts'
import type { Api, ApiDeps } from './deps.ts'
import { type Principal, principalOf, type SessionRef } from './principal.ts'
import { ThrottledError } from './problem.ts'
import { record, ref } from './schema.ts'
import { SessionSchema, sessionView } from './session-view.ts'
import { SignInJournal } from './sign-in-journal.ts'

/** Signing in and out, and the own password. The longest password is refused with its reason, not by the limit. */
const BODY_LIMIT_BYTES = 16_384

// what may be typed is judged by code that never shows it
const Secret = (description?: string) => Type.String(description === undefined ? {} : { description })

/** What a token could be; anything else is not worth a look. */
const SET_TOKEN = /^[A-Za-z0-9_-]{43}$/

/** Signing in and out, who one is, and passwords. One gate for all: hashing is what wears the machine. */
export function registerSessions(app: Api, deps: ApiDeps): void {
  app.addSchema(SessionSchema)
  const gate = new PasswordGate()
  registerSignIn(app, deps, gate)
  registerWhoAmI(app, deps)
  registerSignOut(app, deps)
  registerChangePassword(app, deps, gate)
  registerSetPassword(app, deps, gate)
}

function registerSignIn(app: Api, deps: ApiDeps, gate: PasswordGate): void {
  const { db, clock, config } = deps
  const throttle = new AuthThrottle()
  const journal = new SignInJournal(deps, app.log)
  app.addHook('onClose', () => journal.settled())
  app.post(
    '/api/v1/session',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: {
        public: true,
        ownPages: true,
        errors: ['sign-in-failed', 'too-many-requests', 'sign-in-busy', 'csrf-refused', 'request-too-large'],
      },
      schema: {
        summary: 'Sign in with login and password',
        description:
          'Sets the session cookie. An unknown login, a wrong password and a disabled person get the same answer. ' +
          'After five wrong passwords for a login each try must wait, up to 15 minutes; browsers signed in with before ' +
          'are counted apart.',
        tags: ['people'],
        body: record({ login: Type.String(), password: Secret() }),
        response: { 200: ref(SessionSchema) },
      },
    },
    async (request, reply) => {
      const mark = browserCookie(request, config)
      const held = { mark, oldToken: sessionCookie(request, config) }
      const attempt = { ...request.body, ...held, visitor: visitorOf(request) }
      try {
        const opened = await signIn({ db, clock, config: config.access, gate, throttle }, attempt)
        return await answerOpened(deps, request, reply, opened)
      } catch (error) {
        if (error instanceof SignInFailed) noteFailed(journal, request, error)
        throw error
      }
    },
  )
}

function noteFailed(journal: SignInJournal, request: FastifyRequest, { user }: SignInFailed): void {
  // not even the login: people type passwords into the wrong field
  request.log.warn({ remoteAddress: request.ip, userId: user?.id }, 'sign-in failed')
  if (user !== null) journal.noteFailure(user, request.ip)
}

function registerWhoAmI(app: Api, { db, clock, config }: ApiDeps): void {
  app.get(
    '/api/v1/session',
    {
      config: { session: true },
      schema: {
        summary: 'Who is signed in, and what for',
        tags: ['people'],
        querystring: record({}),
        response: { 200: ref(SessionSchema) },
      },
    },
    async (request) => {
      const token = sessionCookie(request, config) ?? ''
      const found = await findSession(db, token, clock.now(), config.access.idleMs)
      if (found === undefined) throw new YukibanError('unauthenticated', say('session-over'))
      const authority = await findAuthority(db, found.user.authorityId)
      return sessionView(found, authority, token, config.access.idleMs)
    },
  )
}

function registerSignOut(app: Api, { db, clock, config }: ApiDeps): void {
  app.delete(
    '/api/v1/session',
    {
      config: { session: true },
      schema: {
        summary: 'Sign out',
        tags: ['people'],
        querystring: record({}),
        response: { 204: { type: 'null', description: 'The session has ended.' } },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { userId, tokenSha256 } = sessionOf(principal)
      const { authorityId } = principal
      const end = { userId, authorityId, tokenSha256s: [tokenSha256], why: 'signed-out' } as const
      const actor = { kind: 'user', id: userId } as const
      await db.transaction().execute((trx) => endSessions(trx, { ...end, actor, nowMs: clock.now() }))
      clearSessionCookie(request, reply, config)
      return reply.code(204).send(null)
    },
  )
}

function registerChangePassword(app: Api, deps: ApiDeps, gate: PasswordGate): void {
  const { db, clock, config } = deps
  app.post(
    '/api/v1/session/password',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: { session: true, errors: ['sign-in-failed', 'sign-in-busy', 'conflict', 'request-too-large'] },
      schema: {
        summary: 'Change the own password',
        description: 'Ends all other sessions of the person and gives this one a new cookie and a new `csrfToken`.',
        tags: ['people'],
        body: record({ currentPassword: Secret(), newPassword: Secret('12 to 1024 characters.') }),
        response: { 200: ref(SessionSchema) },
      },
    },
    async (request, reply) => {
      const { userId } = sessionOf(principalOf(request))
      const change = { userId, ...request.body, visitor: visitorOf(request) }
      const opened = await changePassword({ db, clock, config: config.access, gate }, change)
      return answerOpened(deps, request, reply, opened)
    },
  )
}

function registerSetPassword(app: Api, { db, clock }: ApiDeps, gate: PasswordGate): void {
  const guesses = new AuthThrottle()
  app.post(
    '/api/v1/set-password',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: {
        public: true,
        ownPages: true,
        errors: ['not-found', 'too-many-requests', 'sign-in-busy', 'csrf-refused', 'request-too-large'],
      },
      schema: {
        summary: 'Set a password with the one-time token an administrator gave',
        description: 'Uses the token up and ends all sessions of the person, who signs in with the new password then.',
        tags: ['people'],
        body: record({ token: Secret(), password: Secret('12 to 1024 characters.') }),
        response: { 204: { type: 'null', description: 'The password is set.' } },
      },
    },
    async (request, reply) => {
      try {
        if (!SET_TOKEN.test(request.body.token)) throw new YukibanError('not-found', say('not-a-set-token'))
        await setPassword({ db, clock, gate }, request.body)
      } catch (error) {
        if (!(error instanceof YukibanError) || error.code !== 'not-found') throw error
        const waitS = guesses.failed(request.ip, clock.now())
        if (waitS > 0) throw new ThrottledError(say('set-tokens-wrong'), waitS)
        throw error
      }
      return reply.code(204).send(null)
    },
  )
}

/** Answers with the session and its cookies. */
export async function answerOpened(
  { db, config }: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, session, user }: OpenedSession,
): Promise<Static<typeof SessionSchema>> {
  setSessionCookie(request, reply, config, token)
  const held = browserCookie(request, config)
  const mark = held !== undefined && knownBrowser(user, held) !== undefined ? held : markBrowser(user)
  setBrowserCookie(request, reply, config, mark)
  return sessionView({ session, user }, await findAuthority(db, user.authorityId), token, config.access.idleMs)
}

/** Where a request comes from. */
export function visitorOf(request: FastifyRequest): Visitor {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' }
}

function sessionOf(principal: Principal): SessionRef {
  if (principal.session === null) throw new YukibanError('forbidden', say('key-has-no-session'))
  return principal.session
}
