import { Command, CommanderError } from 'commander'
import { Cli, type CliWorld, type GlobalOptions } from './cli.ts'
import { addApiKeyCommand } from './commands/apikey.ts'
import { addAuditCommand } from './commands/audit.ts'
import { addBackupCommand } from './commands/backup.ts'
import { addConfigCommand } from './commands/config.ts'
import { addContractorCommand } from './commands/contractor.ts'
import { addDeviceCommand } from './commands/device.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addImportCommand } from './commands/import.ts'
import { addInitCommand } from './commands/init.ts'
import { addQuarantineCommand } from './commands/quarantine.ts'
import { addReplayCommand } from './commands/replay.ts'
import { addRestoreCommand } from './commands/restore.ts'
import { addUserCommand } from './commands/user.ts'
import { EXIT, failureJson, failureOf, failureText } from './errors.ts'

/**
 * Runs one command and returns its exit code: 0 done, 1 failed, 2 usage. Never throws. Errors go to stderr for people,
 * or with `--json` to stdout as `{error: {code, message, problems}}`.
 * @param args what follows the program's name.
 */
export async function runCli(args: readonly string[], world: CliWorld): Promise<number> {
  const program = buildProgram(world)
  try {
    await program.parseAsync(args, { from: 'user' })
    return Number(program.getOptionValue('exitCode') ?? EXIT.done)
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    const failure = failureOf(error)
    if (args.includes('--json')) world.stdout.write(`${failureJson(failure)}\n`)
    else world.stderr.write(`${failureText(failure)}\n`)
    return failure.exitCode
  }
}

function buildProgram(world: CliWorld): Command {
  const program = new Command('yukiban')
  program
    .description('Yukiban (雪番): decides from evidence when to send snow plows.')
    .option('--json', 'print one line of JSON instead of text')
    .option('--data-dir <dir>', 'folder of the databases, instead of YUKIBAN_DATA_DIR')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      // errors are rendered once, by runCli
      outputError: () => {},
    })
  const cli = new Cli(world, () => program.opts<GlobalOptions>())
  addInitCommand(program, cli)
  addImportCommand(program, cli)
  addDeviceCommand(program, cli)
  addUserCommand(program, cli)
  addApiKeyCommand(program, cli)
  addContractorCommand(program, cli)
  addQuarantineCommand(program, cli)
  addAuditCommand(program, cli)
  addReplayCommand(program, cli)
  addBackupCommand(program, cli)
  addRestoreCommand(program, cli)
  addConfigCommand(program, cli)
  addDoctorCommand(program, cli)
  return program
}
