import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { onInterrupt } from '../interrupt.ts'

/** Clock ticks per second of /proc/PID/stat; 100 on every Linux that Node runs on. */
const TICKS_PER_S = 100

export const SERVER_CORE = 0
export const LOAD_CORE = 1

const canPin = spawnSync('taskset', ['-c', String(LOAD_CORE), 'true']).status === 0

/** Whether both sides can have a core of their own. */
export function pinning(): boolean {
  return canPin
}

/** A child process bound to one core, ended by its id; also when this process is interrupted. */
export class PinnedProcess {
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  readonly #lines: string[] = []
  #waiting: (() => void)[] = []
  #ended = false
  #errors = ''

  constructor(core: number, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const [program, ...rest] = canPin ? ['taskset', '-c', String(core), command, ...args] : [command, ...args]
    this.#child = spawn(program ?? command, rest, {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const forget = onInterrupt(() => this.#child.kill('SIGKILL'))
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => {
        forget()
        this.#ended = true
        this.#wake()
        resolve()
      })
      this.#child.once('error', (error) => {
        forget()
        this.#errors += error.message
        this.#ended = true
        this.#wake()
        resolve()
      })
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-2000)
    })
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.#lines.push(line)
        this.#wake()
      })
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The first line from now on that `read` makes something of. Throws when the process ends before. */
  async line<T>(read: (line: string) => T | undefined): Promise<T> {
    for (;;) {
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
        const found = read(line)
        if (found !== undefined) return found
      }
      if (this.#ended) throw new Error(`process ${this.pid} ended early: ${this.#errors.trim()}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  endInput(): void {
    this.#child.stdin?.end()
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.#ended) this.#child.kill(signal)
    await this.#exited
  }

  exited(): Promise<void> {
    return this.#exited
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** The process and everything it started. */
function family(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .filter((it) => statFields(Number(it))?.[1] === String(pid))
    .map(Number)
  return [pid, ...children.flatMap(family)]
}

/** Fields of /proc/PID/stat from the state on: 0 state, 1 parent, … 11 utime, 12 stime. */
function statFields(pid: number): string[] | undefined {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return undefined
  try {
    return readFileSync(path, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
  } catch {
    return undefined
  }
}

/** Processor time of the processes and their children so far, seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.flatMap(family).map((pid) => statFields(pid) ?? [])
  return ticks.reduce((sum, it) => sum + Number(it[11] ?? 0) + Number(it[12] ?? 0), 0) / TICKS_PER_S
}

/** Resident memory of the processes and their children, bytes. */
export function residentBytes(pids: readonly number[]): number {
  return pids.flatMap(family).reduce((sum, pid) => {
    const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
    return sum + Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  }, 0)
}
