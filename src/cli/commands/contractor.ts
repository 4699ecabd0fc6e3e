import type { Command } from 'commander'
import { findContractor } from '../../store/contractors/find-contractor.ts'
import { listContractors } from '../../store/contractors/list-contractors.ts'
import { rotateWebhookSecret } from '../../store/contractors/rotate-webhook-secret.ts'
import type { Cli } from '../cli.ts'
import { journal } from '../journal.ts'
import { table, timeText } from '../text.ts'

/** `yukiban contractor list | secret`. */
export function addContractorCommand(program: Command, cli: Cli): void {
  const contractor = program.command('contractor').description('contractors and their webhook secrets')
  contractor
    .command('list')
    .description('list contractors')
    .option('--authority <id>', 'only those of this authority')
    .action((options: { authority?: string }) => list(cli, options.authority))
  contractor
    .command('secret')
    .description("give a contractor's webhook a new signing secret and print it, once; the old one ends")
    .argument('<id>')
    .action((id: string) => secret(cli, id))
}

async function list(cli: Cli, authorityId: string | undefined): Promise<void> {
  const query = authorityId === undefined ? {} : { authorityId }
  const contractors = await cli.withDatabase((db) => listContractors(db, query))
  const rows = contractors.map((it) => [
    it.id,
    it.name,
    it.webhookUrl ?? '-',
    timeText(it.webhookDisabledAtMs),
    it.email ?? '-',
    it.phone ?? '-',
    it.authorityId,
  ])
  const headers = ['id', 'name', 'webhook', 'disabled', 'e-mail', 'phone', 'authority']
  cli.print({ contractors }, table(headers, rows, 'no contractors'))
}

async function secret(cli: Cli, id: string): Promise<void> {
  const webhookSecret = await cli.withDatabase((db) =>
    db.transaction().execute(async (trx) => {
      const made = await rotateWebhookSecret(trx, id)
      const authorityId = (await findContractor(trx, id))?.authorityId ?? ''
      await journal(trx, { authorityId, type: 'contractor.secret-rotated', subject: id, atMs: cli.nowMs })
      return made
    }),
  )
  cli.print({ id, webhookSecret }, `contractor  ${id}\nsecret      ${webhookSecret}`)
  cli.note('The secret is not shown again.')
}
