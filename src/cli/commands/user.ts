import { type Command, Option } from 'commander'
import { addUser, changeUser, resetPassword, type SetToken } from '../../access/administer.ts'
import { loginProblem, normaliseLogin } from '../../access/login.ts'
import { hashPassword } from '../../access/passwords.ts'
import { PERSON_ROLES, type PersonRole } from '../../domain/role.ts'
import { toIso } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { fieldProblem } from '../../problems/say.ts'
import type { Db, Trx } from '../../store/database.ts'
import { findUserByLogin } from '../../store/users/find-user-by-login.ts'
import { listUsers } from '../../store/users/list-users.ts'
import { LANGUAGES, type User, type UserLanguage } from '../../store/users/user-row.ts'
import { CLI_ACTOR, type Cli, chooseAuthority } from '../cli.ts'
import { readNewPassword } from '../password.ts'
import { table, timeText } from '../text.ts'
import { refuseProblems } from '../usage-error.ts'

interface AddOptions {
  readonly role: PersonRole
  readonly name?: string
  readonly contractor?: string
  readonly language: UserLanguage
  readonly authority?: string
  readonly passwordStdin?: true
}

/** `yukiban user add | list | disable | enable | reset`. */
export function addUserCommand(program: Command, cli: Cli): void {
  const user = program.command('user').description('people who sign in')
  user
    .command('add')
    .description('add a person and print a one-time token to set the password with')
    .argument('<login>', 'name to sign in with')
    .addOption(new Option('--role <role>', 'what the person may do').choices(PERSON_ROLES).makeOptionMandatory())
    .option('--name <name>', 'what others call the person')
    .option('--contractor <id>', 'the firm; needed for the role contractor')
    .addOption(new Option('--language <language>', 'language of the pages').choices(LANGUAGES).default('ja'))
    .option('--authority <id>', 'needed when there are several')
    .option('--password-stdin', 'read a password from standard input instead of giving a token')
    .action((login: string, options: AddOptions) => add(cli, login, options))
  user
    .command('list')
    .description('list people, disabled ones too')
    .option('--authority <id>', 'only those of this authority')
    .action((options: { authority?: string }) => list(cli, options.authority))
  user
    .command('reset')
    .description("take a person's password and sessions away and print a one-time token to set another")
    .argument('<login>')
    .option('--password-stdin', 'read a password from standard input instead of giving a token')
    .action((login: string, options: { passwordStdin?: true }) => reset(cli, login, options.passwordStdin === true))
  addSwitches(user, cli)
}

/** `yukiban user disable | enable`. */
function addSwitches(user: Command, cli: Cli): void {
  for (const [name, disabled, description] of [
    ['disable', true, 'no longer let a person sign in; ends the sessions at once'],
    ['enable', false, 'let a disabled person sign in again'],
  ] as const) {
    user
      .command(name)
      .description(description)
      .argument('<login>')
      .action((login: string) => setDisabled(cli, login, disabled))
  }
}

async function add(cli: Cli, login: string, options: AddOptions): Promise<void> {
  const { role, name = '', language } = options
  const contractorId = options.contractor ?? null
  const problem = loginProblem(login)
  refuseProblems([
    ...(problem === undefined ? [] : [fieldProblem('login', problem, login.slice(0, 80))]),
    ...((role === 'contractor') === (contractorId !== null)
      ? []
      : [{ field: '--contractor', message: 'goes with the role contractor, and only with it' }]),
  ])
  const made = await cli.withDatabase(async (db) => {
    const { id: authorityId } = await chooseAuthority(db, options.authority)
    const passwordHash = await hashFrom(cli, login, options.passwordStdin === true)
    const who = { authorityId, login, name, role, contractorId, language, passwordHash }
    return db.transaction().execute((trx) => addUser(trx, { ...who, actor: CLI_ACTOR, nowMs: cli.nowMs }))
  })
  const { user, setToken } = made
  const text = `added ${role} ${login} (${user.id})`
  cli.print({ user: shown(user), setPassword: jsonOf(setToken) }, withToken(text, setToken))
  noteToken(cli, setToken)
}

async function list(cli: Cli, authorityId: string | undefined): Promise<void> {
  const query = authorityId === undefined ? {} : { authorityId }
  const users = await cli.withDatabase((db) => listUsers(db, { ...query, limit: Number.MAX_SAFE_INTEGER }))
  const rows = users.map((it) => [
    it.login,
    it.name === '' ? '-' : it.name,
    it.role,
    it.contractorId ?? '-',
    stateOf(it),
    timeText(it.signedInAtMs),
    it.id,
    it.authorityId,
  ])
  const headers = ['login', 'name', 'role', 'contractor', 'state', 'signed in', 'id', 'authority']
  cli.print({ users: users.map(shown) }, table(headers, rows, 'nobody'))
}

async function setDisabled(cli: Cli, login: string, disabled: boolean): Promise<void> {
  const user = await cli.withDatabase((db) =>
    db.transaction().execute(async (trx) => {
      const by = { actor: CLI_ACTOR, nowMs: cli.nowMs }
      return changeUser(trx, await personOf(trx, login), { disabled }, by)
    }),
  )
  cli.print({ user: shown(user) }, `${user.login} is ${disabled ? 'disabled; all sessions have ended' : 'enabled'}`)
}

async function reset(cli: Cli, login: string, fromStdin: boolean): Promise<void> {
  const { user, setToken } = await cli.withDatabase(async (db) => {
    const found = await personOf(db, login)
    const passwordHash = await hashFrom(cli, found.login, fromStdin)
    const by = { actor: CLI_ACTOR, nowMs: cli.nowMs }
    return db.transaction().execute(async (trx) => {
      const person = await personOf(trx, login)
      return { user: person, setToken: await resetPassword(trx, person, passwordHash, by) }
    })
  })
  const text = `the password of ${user.login} is ${setToken === null ? 'replaced' : 'gone'}; all sessions have ended`
  cli.print({ id: user.id, login: user.login, setPassword: jsonOf(setToken) }, withToken(text, setToken))
  noteToken(cli, setToken)
}

async function personOf(db: Db | Trx, login: string): Promise<User> {
  const user = await findUserByLogin(db, normaliseLogin(login))
  if (user === undefined) throw new YukibanError('not-found', `nobody has the login ${login}; \`yukiban user list\``)
  return user
}

async function hashFrom(cli: Cli, login: string, fromStdin: boolean): Promise<string | null> {
  return fromStdin ? hashPassword(await readNewPassword(cli.world, true, login)) : null
}

function stateOf(user: User): string {
  if (user.disabledAtMs !== null) return 'disabled'
  return user.passwordHash === '' ? 'no password' : 'active'
}

/** A person without the password's hash. */
function shown(user: User): Omit<User, 'passwordHash'> & { readonly passwordSet: boolean } {
  const { passwordHash, ...rest } = user
  return { ...rest, passwordSet: passwordHash !== '' }
}

function jsonOf(setToken: SetToken | null): object | null {
  return setToken && { token: setToken.token, expiresAt: toIso(setToken.expiresAtMs) }
}

function withToken(text: string, setToken: SetToken | null): string {
  return setToken === null ? text : `${text}\ntoken  ${setToken.token}`
}

function noteToken(cli: Cli, setToken: SetToken | null): void {
  if (setToken === null) return
  cli.note(`The token is not shown again. It sets the password once, until ${toIso(setToken.expiresAtMs)}.`)
}
