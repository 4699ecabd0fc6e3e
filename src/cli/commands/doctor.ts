import type { Command } from 'commander'
import type { Config } from '../../config.ts'
import { toIso } from '../../domain/time.ts'
import type { Db } from '../../store/database.ts'
import type { Cli } from '../cli.ts'
import { checkAudit } from '../doctor/audit.ts'
import { checkContents } from '../doctor/contents.ts'
import { type Finding, fail, ok } from '../doctor/finding.ts'
import { checkForecasts } from '../doctor/forecasts.ts'
import { checkPorts } from '../doctor/ports.ts'
import { checkReach } from '../doctor/reach.ts'
import { checkStorage } from '../doctor/storage.ts'
import { EXIT } from '../errors.ts'
import { printable } from '../text.ts'

/** `yukiban doctor`: what would keep a service from working, before it does. Exit code 1 when something fails. */
export function addDoctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('check storage, ports, clock, what is registered and the newest of the journal')
    .action(async () => {
      const findings = await examine(cli)
      const failed = findings.some((it) => it.result === 'fail')
      cli.print({ ok: !failed, findings }, findings.map(findingText).join('\n'))
      if (failed) program.setOptionValue('exitCode', EXIT.failed)
    })
}

async function examine(cli: Cli): Promise<Finding[]> {
  const config = cli.config()
  const storage = checkStorage(config.dataDir)
  const usable = storage.every((it) => it.result === 'ok' || (it.result === 'warn' && it.check !== 'schema'))
  return [
    ...storage,
    checkClock(cli.nowMs),
    ...(await checkPorts(config)),
    // opening the database would create or migrate it: only where storage is in order
    ...(usable ? await cli.withDatabase((db) => checkRegistered(db, config, cli.nowMs)) : []),
  ]
}

async function checkRegistered(db: Db, config: Config, nowMs: number): Promise<Finding[]> {
  return [
    ...(await checkContents(db, nowMs)),
    ...(await checkReach(db)),
    await checkForecasts(db, config.forecast, nowMs),
    await checkAudit(db),
  ]
}

/** Before the first release's year a clock has lost its power, not its accuracy. */
const EARLIEST_SANE_MS = Date.UTC(2024, 0, 1)

function checkClock(nowMs: number): Finding {
  const detail = `it is ${toIso(nowMs)}`
  if (nowMs >= EARLIEST_SANE_MS) return ok('clock', detail)
  return fail('clock', detail, "Set the machine's clock, best by NTP: readings would be placed at a wrong time.")
}

function findingText(finding: Finding): string {
  const line = `${finding.result.padEnd(4)}  ${finding.check}: ${finding.detail}`
  return [line, ...(finding.remedy === '' ? [] : [`      ${finding.remedy}`])].map(printable).join('\n')
}
