import { readConfig } from './config.ts'
import { YukibanError } from './errors.ts'
import { startService } from './service.ts'

/** The service as a process: configuration in, signals, exit code. */
try {
  const service = await startService(readConfig(process.env))
  // for the operator's eyes: not in the log, which is kept and passed on
  if (service.setupUrl !== null) process.stderr.write(`初期設定 / first run: ${service.setupUrl}\n`)
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        report(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', () => service.reload())
} catch (error) {
  report(error)
  process.exitCode = error instanceof YukibanError && error.code === 'config-invalid' ? 2 : 1
}

function report(error: unknown): void {
  const known = error instanceof YukibanError
  const text = known
    ? `${error.code}: ${error.message}\n${error.kind.remedy}`
    : String((error as Error)?.stack ?? error)
  process.stderr.write(`${text}\n`)
}
