import { type TProperties, Type } from 'typebox'
import { addUser, changeUser, resetPassword } from '../access/administer.ts'
import { refusePassword } from '../access/change-password.ts'
import { hashPassword } from '../access/passwords.ts'
import { mayGrant, PERSON_ROLES, type PersonRole } from '../domain/role.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Trx } from '../store/database.ts'
import { findUser } from '../store/users/find-user.ts'
import { listUsers } from '../store/users/list-users.ts'
import { LANGUAGES, type User } from '../store/users/user-row.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, nullableText, oneOf, pageOf, record, ref } from './schema.ts'
import { SetTokenSchema, setTokenView, UserSchema, userView } from './user-view.ts'

const BODY_LIMIT_BYTES = 16_384
const Name = Type.String({ maxLength: 100, description: 'What others call the person.' })
const Contractor = nullableText('The firm the person works for; with the role contractor only.')
const Login = Type.String({ description: 'Small letters, digits and . _ @ + -; unique in the installation.' })
const Password = Type.String({
  description: '12 to 1024 characters. Left out: a one-time token is given, with which the person sets one.',
})
/** Present when a one-time token was given; null otherwise. */
const tokenAnswer = <P extends TProperties>(more: P) =>
  record({ ...more, setPassword: Type.Union([ref(SetTokenSchema), Type.Null()]) })

/** People who sign in, for administrators. */
export function registerUsers(app: Api, deps: ApiDeps): void {
  app.addSchema(UserSchema)
  app.addSchema(SetTokenSchema)
  registerReads(app, deps)
  registerAdd(app, deps)
  registerChange(app, deps)
  registerReset(app, deps)
}

function registerReads(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/users',
    {
      config: { scope: 'users:read' },
      schema: {
        summary: 'List people, disabled ones too',
        tags: ['people'],
        querystring: record(PageQuery),
        response: { 200: pageOf(UserSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [after] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const rows = await listUsers(db, { authorityId, after, limit: limit + 1 })
      return toPage(rows, limit, (it) => [it.id], userView)
    },
  )
  app.get(
    '/api/v1/users/:id',
    {
      config: { scope: 'users:read' },
      schema: { summary: 'One person', tags: ['people'], params: IdParams, response: { 200: ref(UserSchema) } },
    },
    async (request) => {
      const { id } = request.params
      return userView(ownedBy(principalOf(request), await findUser(db, id), 'user', id))
    },
  )
}

function registerAdd(app: Api, { db, clock }: ApiDeps): void {
  app.post(
    '/api/v1/users',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: { scope: 'users:write', errors: ['conflict', 'not-found'] },
      schema: {
        summary: 'Add a person',
        tags: ['people'],
        body: record({
          login: Login,
          role: oneOf(PERSON_ROLES),
          name: Type.Optional(Name),
          contractor: Type.Optional(Contractor),
          language: Type.Optional(oneOf(LANGUAGES, 'Default ja.')),
          password: Type.Optional(Password),
        }),
        response: { 201: tokenAnswer({ user: ref(UserSchema) }) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { login, role, name = '', contractor = null, language = 'ja', password } = request.body
      refuseGrant(principal, role)
      const passwordHash = await hashOf(password, login)
      const { authorityId } = principal
      const who = { authorityId, login, name, role, contractorId: contractor, language, passwordHash }
      const by = { actor: actorOf(principal), nowMs: clock.now() }
      const { user, setToken } = await db.transaction().execute((trx) => addUser(trx, { ...who, ...by }))
      reply.code(201).header('location', `/api/v1/users/${user.id}`)
      return { user: userView(user), setPassword: setToken && setTokenView(setToken) }
    },
  )
}

function registerChange(app: Api, { db, clock }: ApiDeps): void {
  app.patch(
    '/api/v1/users/:id',
    {
      config: { scope: 'users:write', errors: ['conflict'] },
      schema: {
        summary: 'Change a person: name, language, role, firm, disabled',
        description:
          'What is left out stays. Another role or firm, and `disabled`, end the person’s sessions at once. The last ' +
          'administrator who can sign in stays one.',
        tags: ['people'],
        params: IdParams,
        body: record({
          name: Type.Optional(Name),
          role: Type.Optional(oneOf(PERSON_ROLES)),
          contractor: Type.Optional(Contractor),
          language: Type.Optional(oneOf(LANGUAGES)),
          disabled: Type.Optional(Type.Boolean()),
        }),
        response: { 200: ref(UserSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { contractor: contractorId, ...rest } = request.body
      const by = { actor: actorOf(principal), nowMs: clock.now() }
      const changed = await db.transaction().execute(async (trx) => {
        const user = await administrable(trx, principal, request.params.id)
        if (rest.role !== undefined) refuseGrant(principal, rest.role)
        return changeUser(trx, user, { ...rest, contractorId }, by)
      })
      return userView(changed)
    },
  )
}

function registerReset(app: Api, { db, clock }: ApiDeps): void {
  app.post(
    '/api/v1/users/:id/reset',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: { scope: 'users:write' },
      schema: {
        summary: 'Take a person’s password and sessions away',
        description: 'Gives a one-time token with which the person sets another password, or sets the one given.',
        tags: ['people'],
        params: IdParams,
        body: record({ password: Type.Optional(Password) }),
        response: { 200: tokenAnswer({}) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      if (principal.session?.userId === id) {
        throw new YukibanError('conflict', say('own-password'))
      }
      const { login } = ownedBy(principal, await findUser(db, id), 'user', id)
      const passwordHash = await hashOf(request.body.password, login)
      const by = { actor: actorOf(principal), nowMs: clock.now() }
      const setToken = await db
        .transaction()
        .execute(async (trx) => resetPassword(trx, await administrable(trx, principal, id), passwordHash, by))
      return { setPassword: setToken && setTokenView(setToken) }
    },
  )
}

/** The person, when the caller may hand out what the person has: else a narrow key could take a wider account over. */
async function administrable(trx: Trx, principal: Principal, id: string): Promise<User> {
  const user = ownedBy(principal, await findUser(trx, id), 'user', id)
  refuseGrant(principal, user.role)
  return user
}

function refuseGrant(principal: Principal, role: PersonRole): void {
  if (mayGrant(principal.scopes, role)) return
  throw new YukibanError('forbidden', say('role-above-caller', { role }))
}

async function hashOf(password: string | undefined, login: string): Promise<string | null> {
  if (password === undefined) return null
  refusePassword(password, login, 'password')
  return hashPassword(password)
}
