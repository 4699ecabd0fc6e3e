import { type Command, Option } from 'commander'
import { ALL_SCOPES, grantProblems, KEY_ROLES } from '../../domain/role.ts'
import { YukibanError } from '../../errors.ts'
import { createApiKey } from '../../store/api-keys/create-api-key.ts'
import { listApiKeys } from '../../store/api-keys/list-api-keys.ts'
import { revokeApiKey } from '../../store/api-keys/revoke-api-key.ts'
import { findContractor } from '../../store/contractors/find-contractor.ts'
import { type Cli, chooseAuthority } from '../cli.ts'
import { journal } from '../journal.ts'
import { table, timeText } from '../text.ts'
import { refuseProblems } from '../usage-error.ts'

interface AddOptions {
  readonly role: string
  readonly scope?: readonly string[]
  readonly contractor?: string
  readonly label?: string
  readonly authority?: string
}

/** `yukiban apikey add | list | revoke`. */
export function addApiKeyCommand(program: Command, cli: Cli): void {
  const apikey = program.command('apikey').description('keys for the API: integrations, contractors, scripts')
  apikey
    .command('add')
    .description('make a key and print it, once')
    .addOption(new Option('--role <role>', 'the most it may do').choices(KEY_ROLES).makeOptionMandatory())
    .option('--scope <scope...>', `what of that it may do (default: ${ALL_SCOPES}, all of the role)`)
    .option('--contractor <id>', 'the firm it is for; needed for the role contractor')
    .option('--label <text>', 'what it is used for')
    .option('--authority <id>', 'needed when there are several')
    .action((options: AddOptions) => add(cli, options))
  apikey
    .command('list')
    .description('list keys, revoked ones too')
    .option('--authority <id>', 'only those of this authority')
    .action((options: { authority?: string }) => list(cli, options.authority))
  apikey
    .command('revoke')
    .description('end a key')
    .argument('<id>', 'its id as `apikey list` shows it')
    .action((id: string) => revoke(cli, id))
}

async function add(cli: Cli, options: AddOptions): Promise<void> {
  const { role, label = '' } = options
  const contractorId = options.contractor ?? null
  const scopes = options.scope?.flatMap((it) => it.split(',')).filter((it) => it !== '') ?? [ALL_SCOPES]
  refuseProblems(grantProblems({ role, scopes, contractorId }))
  const made = await cli.withDatabase(async (db) => {
    const authority = await chooseAuthority(db, options.authority)
    return db.transaction().execute(async (trx) => {
      if (contractorId !== null && (await findContractor(trx, contractorId))?.authorityId !== authority.id) {
        throw new YukibanError('not-found', `the authority ${authority.id} has no contractor ${contractorId}`)
      }
      const { nowMs } = cli
      const key = await createApiKey(trx, { authorityId: authority.id, role, scopes, contractorId, label, nowMs })
      const data = { role, scopes, contractorId, label }
      await journal(trx, { authorityId: authority.id, type: 'api-key.created', subject: key.id, atMs: nowMs, data })
      return key
    })
  })
  cli.print({ ...made, role, scopes, contractorId }, `id   ${made.id}\nkey  ${made.key}`)
  cli.note('The key is not shown again.')
}

async function list(cli: Cli, authorityId: string | undefined): Promise<void> {
  const keys = await cli.withDatabase((db) => listApiKeys(db, authorityId === undefined ? {} : { authorityId }))
  const rows = keys.map((it) => [
    it.id,
    it.role,
    it.scopes.join(' '),
    it.contractorId ?? '-',
    it.label === '' ? '-' : it.label,
    timeText(it.createdAtMs),
    timeText(it.revokedAtMs),
    it.authorityId,
  ])
  const headers = ['id', 'role', 'scopes', 'contractor', 'label', 'created', 'revoked', 'authority']
  cli.print({ apiKeys: keys }, table(headers, rows, 'no keys'))
}

async function revoke(cli: Cli, id: string): Promise<void> {
  await cli.withDatabase((db) =>
    db.transaction().execute(async (trx) => {
      await revokeApiKey(trx, id, cli.nowMs)
      const authorityId = (await listApiKeys(trx)).find((it) => it.id === id)?.authorityId ?? ''
      await journal(trx, { authorityId, type: 'api-key.revoked', subject: id, atMs: cli.nowMs })
    }),
  )
  cli.print({ id, revoked: true }, `key ${id} is revoked`)
}
