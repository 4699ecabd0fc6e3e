import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { ChainBreak } from '../../domain/audit-chain.ts'
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
  const since = options.from === undefined ? '' : ` from event ${options.from} on`
  const lines =
    broken === null
      ? [`whole: ${eventCount(checked)}${since}`]
      : [`broken: ${misfitText(broken, head.id)}`, `${eventCount(checked)}${since} before the break`]
  // what comes after a break is not vouched for: nobody should note its end
  const place = broken === null ? 'head' : 'last that fits'
  return [
    ...lines,
    ...expectedLines(report, options),
    `${place}  ${head.id} ${head.hash}`,
    ...adviceLines(report),
  ].join('\n')
}

function eventCount(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`
}

function misfitText({ eventId, why }: ChainBreak, lastFitId: number): string {
  const event = `event ${eventId}`
  switch (why) {
    case 'changed':
      return `${event} was changed: it is not what was written`
    case 'missing':
      return lastFitId === 0
        ? `something is missing before ${event}: the journal does not begin with it`
        : `something is missing before ${event}: it does not follow event ${lastFitId}`
    case 'inserted':
      return `${event} was inserted: the chain goes on without it`
    case 'reordered':
      return `${event} was reordered: it does not stand where it was written`
  }
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
