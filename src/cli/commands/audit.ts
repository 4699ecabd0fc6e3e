import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { ChainBreak, Misfit } from '../../domain/audit-chain.ts'
import { type ChainReport, type VerifyOptions, verifyChain } from '../../store/events/verify-chain.ts'
import type { Cli } from '../cli.ts'
import { EXIT } from '../errors.ts'
import { countOption } from '../usage-error.ts'

interface Options {
  readonly from?: number
  readonly expect?: string
}

/** `yukiban audit verify`: whether the journal is what was written. Exit code 1 when it is not. */
export function addAuditCommand(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('the journal as evidence')
  audit
    .command('verify')
    .description('check that no event was changed, removed, inserted or moved, and print the head of the chain')
    .option('--from <id>', 'begin at this event, believing the hash before it', countOption)
    .option('--expect <hash>', 'a head noted earlier: prove that it is still part of the chain', hashOption)
    .action(async (options: Options) => {
      const report = await cli.withDatabase((db) => verifyChain(db, verifyOptions(options)))
      const ok = report.broken === null && report.expected !== null
      cli.print({ ok, ...report }, reportText(report, options))
      if (!ok) program.setOptionValue('exitCode', EXIT.failed)
    })
}

function verifyOptions({ from, expect }: Options): VerifyOptions {
  return {
    ...(from === undefined ? {} : { fromId: from }),
    ...(expect === undefined ? {} : { expectHash: expect }),
  }
}

function hashOption(text: string): string {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new InvalidArgumentError('It must be a hash of 64 hex digits.')
  return text.toLowerCase()
}

function reportText(report: ChainReport, options: Options): string {
  const { broken, head, checked } = report
  const lines =
    broken === null
      ? [`whole: ${checked} events${options.from === undefined ? '' : ` from event ${options.from} on`}`]
      : [`broken: ${misfitText(broken, head.id)}`, `${checked} events before the break fit`]
  return [...lines, ...expectedLines(report, options), `head  ${head.id} ${head.hash}`, ...adviceLines(report)].join(
    '\n',
  )
}

const MISFIT_TEXT: Readonly<Record<Misfit, string>> = {
  changed: 'is not what was written',
  missing: 'does not follow the event before it: what stood between them is missing',
  inserted: 'was not written in its place: the chain goes on without it',
  reordered: 'does not stand where it was written',
}

function misfitText({ eventId, why }: ChainBreak, headId: number): string {
  const after = why === 'missing' ? ` (after event ${headId})` : ''
  return `event ${eventId} ${MISFIT_TEXT[why]}${after} (${why})`
}

function expectedLines({ expected, broken }: ChainReport, { from }: Options): string[] {
  if (expected === undefined) return []
  if (expected !== null) return [`the expected hash is that of event ${expected.id}`]
  if (broken !== null) return ['the expected hash is not among the events that fit']
  const since = from === undefined ? '' : `, or it is of an event before ${from}: try without --from`
  return [
    `the expected hash is not in the chain: its end was cut off, or it was written anew, since it was noted${since}`,
  ]
}

function adviceLines({ broken, expected }: ChainReport): string[] {
  if (broken !== null || expected === null)
    return ['Keep this database as it is, and compare it with the newest backup that is whole.']
  if (expected !== undefined) return []
  return ['Note the head elsewhere: only --expect with a noted one shows that the end was not cut off since.']
}
