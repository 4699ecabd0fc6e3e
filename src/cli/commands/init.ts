import { type Command, Option } from 'commander'
import { loginProblem } from '../../access/login.ts'
import { hashPassword } from '../../access/passwords.ts'
import { AuthoritySchema } from '../../district/district-schema.ts'
import type { Authority } from '../../domain/route.ts'
import { schemaProblems } from '../../domain/schema-problems.ts'
import { isTimeZone } from '../../domain/time.ts'
import { type FieldProblem, YukibanError } from '../../errors.ts'
import { fieldProblem } from '../../problems/say.ts'
import { findAuthority } from '../../store/authorities/find-authority.ts'
import { upsertAuthority } from '../../store/authorities/upsert-authority.ts'
import type { Db } from '../../store/database.ts'
import { recordEvent } from '../../store/events/record-event.ts'
import { createUser } from '../../store/users/create-user.ts'
import { findUserByLogin } from '../../store/users/find-user-by-login.ts'
import { CLI_ACTOR, type Cli } from '../cli.ts'
import { readNewPassword } from '../password.ts'
import { refuseProblems } from '../usage-error.ts'

interface InitOptions {
  readonly authority: string
  readonly name: string
  readonly kind: Authority['kind']
  readonly timeZone?: string
  readonly admin: string
  readonly passwordStdin?: true
}

/** `yukiban init`: an authority and its first administrator. */
export function addInitCommand(program: Command, cli: Cli): void {
  program
    .command('init')
    .description('create an authority and its first administrator')
    .requiredOption('--authority <id>', 'id of the authority')
    .requiredOption('--name <name>', 'its name')
    .addOption(
      new Option('--kind <kind>', 'who it is')
        .choices(['national', 'prefecture', 'municipality'])
        .default('municipality'),
    )
    .option('--time-zone <zone>', 'its IANA time zone (default: YUKIBAN_TIME_ZONE)')
    .requiredOption('--admin <login>', 'login of the administrator')
    .option('--password-stdin', 'read the password from standard input instead of asking')
    .action((options: InitOptions) => init(cli, options))
}

async function init(cli: Cli, options: InitOptions): Promise<void> {
  const timeZone = options.timeZone ?? cli.config().timeZone
  const authority: Authority = { id: options.authority, name: options.name, kind: options.kind, timeZone }
  refuseProblems(initProblems(authority, options.admin))
  await cli.withDatabase(async (db) => {
    // before anybody types a password
    if ((await findUserByLogin(db, options.admin)) !== undefined) throw loginTaken(options.admin)
    const password = await readNewPassword(cli.world, options.passwordStdin === true, options.admin)
    const result = await create(db, authority, options.admin, await hashPassword(password), cli.nowMs)
    const { name } = result.authority
    const text = result.created
      ? `created authority ${authority.id} (${name}) with administrator ${options.admin}`
      : `authority ${authority.id} (${name}) existed already; added administrator ${options.admin}`
    cli.print({ authority: result.authority, authorityCreated: result.created, admin: options.admin }, text)
  }, 'create')
}

function initProblems(authority: Authority, admin: string): FieldProblem[] {
  const problems: FieldProblem[] = schemaProblems(AuthoritySchema, authority)
  if (!isTimeZone(authority.timeZone)) {
    problems.push({
      field: '--time-zone',
      value: authority.timeZone,
      message: 'must be an IANA zone such as Asia/Tokyo',
    })
  }
  const wrong = loginProblem(admin)
  if (wrong !== undefined) problems.push(fieldProblem('--admin', wrong, admin))
  return problems
}

async function create(
  db: Db,
  wanted: Authority,
  login: string,
  passwordHash: string,
  nowMs: number,
): Promise<{ authority: Authority; created: boolean }> {
  return db.transaction().execute(async (trx) => {
    const known = await findAuthority(trx, wanted.id)
    if (known === undefined) await upsertAuthority(trx, wanted)
    const role = 'administrator'
    const userId = await createUser(trx, { authorityId: wanted.id, login, role, passwordHash, nowMs })
    await recordEvent(trx, {
      authorityId: wanted.id,
      atMs: nowMs,
      type: 'user.created',
      actor: CLI_ACTOR,
      subject: userId,
      data: { login, role },
    })
    return { authority: known ?? wanted, created: known === undefined }
  })
}

function loginTaken(login: string): YukibanError {
  return new YukibanError('conflict', `a user with the login ${login} exists already; choose another login`)
}
