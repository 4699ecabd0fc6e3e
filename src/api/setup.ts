import { Type } from 'typebox'
import { loginProblem, normaliseLogin } from '../access/login.ts'
import { setUp } from '../access/set-up.ts'
import { AuthoritySchema } from '../district/district-schema.ts'
import type { Authority } from '../domain/route.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import { isTimeZone } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { LANGUAGES } from '../store/users/user-row.ts'
import { AuthThrottle } from './auth-throttle.ts'
import type { Api, ApiDeps } from './deps.ts'
import { ThrottledError } from './problem.ts'
import { oneOf, record, ref } from './schema.ts'
import { SessionSchema } from './session-view.ts'
import { answerOpened, visitorOf } from './sessions.ts'
import { invalidRequest } from './validation.ts'

const BODY_LIMIT_BYTES = 16_384

const AuthorityBody = record({
  id: Type.String({ description: '1 to 64 letters, digits, dots, dashes or underscores.' }),
  name: Type.String({ description: 'What people call it.' }),
  kind: oneOf(['national', 'prefecture', 'municipality']),
  timeZone: Type.String({ description: 'IANA name such as Asia/Tokyo.' }),
})

const UserBody = record({
  login: Type.String(),
  name: Type.String({ maxLength: 200 }),
  password: Type.String({ description: '12 to 1024 characters.' }),
  language: oneOf(LANGUAGES),
})

/** The first run: an authority and its administrator, by the token that the service printed when it started. */
export function registerSetup(app: Api, deps: ApiDeps): void {
  registerState(app, deps)
  registerSetUp(app, deps)
}

function registerState(app: Api, { setup }: ApiDeps): void {
  app.get(
    '/public/v1/setup',
    {
      config: { public: true },
      schema: {
        summary: 'Whether this installation is still to be set up',
        tags: ['public'],
        response: { 200: record({ open: Type.Boolean({ description: 'Nobody has set anything up yet.' }) }) },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { open: await setup.isOpen() }
    },
  )
}

function registerSetUp(app: Api, deps: ApiDeps): void {
  const { db, clock, config, setup: door } = deps
  const guesses = new AuthThrottle()
  app.post(
    '/api/v1/setup',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: {
        public: true,
        ownPages: true,
        errors: ['setup-closed', 'setup-token-wrong', 'too-many-requests', 'csrf-refused', 'request-too-large'],
      },
      schema: {
        summary: 'Set up an empty installation: the first authority and its administrator, who is signed in',
        description:
          'Needs the token that the service printed when it started. Closed for good once there is any authority, user ' +
          'or API key.',
        tags: ['people'],
        body: record({
          token: Type.String({ description: 'What follows # in the address the service printed.' }),
          authority: AuthorityBody,
          user: UserBody,
        }),
        response: { 201: ref(SessionSchema) },
      },
    },
    async (request, reply) => {
      const { token, authority, user } = request.body
      const attempt = { token, authority, user, visitor: visitorOf(request) }
      try {
        // what may be wrong with the rest is told to whoever has the token alone
        if ((await door.isOpen()) && (await door.matches(token))) refuseProblems(authority, user)
        const opened = await setUp({ db, clock, config: config.access, door }, attempt)
        deps.commands.nudges.deliver()
        reply.code(201)
        return await answerOpened(deps, request, reply, opened)
      } catch (error) {
        if (!(error instanceof YukibanError) || error.code !== 'setup-token-wrong') throw error
        request.log.warn({ remoteAddress: request.ip }, 'wrong setup token')
        const waitS = guesses.failed(request.ip, clock.now())
        if (waitS > 0) throw new ThrottledError(say('setup-tokens-wrong'), waitS)
        throw error
      }
    },
  )
}

/** Throws `request-invalid` with everything wrong with the form, so that it is corrected once. */
function refuseProblems(authority: Authority, user: { readonly login: string }): void {
  const problems: SpokenProblem[] = schemaProblems(AuthoritySchema, authority, 'authority')
  if (!isTimeZone(authority.timeZone)) {
    problems.push(fieldProblem('authority.timeZone', say('not-a-time-zone'), authority.timeZone.slice(0, 80)))
  }
  const wrong = loginProblem(normaliseLogin(user.login))
  if (wrong !== undefined) problems.push(fieldProblem('user.login', wrong, user.login.slice(0, 80)))
  if (problems.length > 0) throw invalidRequest(problems)
}
