#!/usr/bin/env node
import { RealClock } from '../clock.ts'
import { runCli } from './program.ts'

// a reader that has seen enough (`yukiban device list | head`) is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: new RealClock(),
})
