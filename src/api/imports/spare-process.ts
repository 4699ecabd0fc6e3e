import { type ChildProcess, fork } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { SECOND_MS } from '../../domain/time.ts'

const SCRIPT = fileURLToPath(new URL('./import-process.ts', import.meta.url))
/** Whoever previews a file corrects it, previews it again and imports it: starting a process takes longer than most files. */
const KEPT_MS = 60 * SECOND_MS

/** Starts processes for imports, and keeps one for the next of them for a while. */
export class SpareProcess {
  readonly #dataDir: string
  readonly #memoryMb: number
  #spare: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(dataDir: string, memoryMb: number) {
    this.#dataDir = dataDir
    this.#memoryMb = memoryMb
  }

  take(): ChildProcess {
    const spare = this.#forget()
    spare?.ref()
    spare?.channel?.ref()
    return spare ?? this.#start()
  }

  /** Takes back a process that has nothing to do. */
  keep(child: ChildProcess): void {
    this.end()
    this.#spare = child
    child.unref()
    child.channel?.unref()
    this.#timer = setTimeout(() => this.end(), KEPT_MS).unref()
  }

  end(): void {
    this.#forget()?.kill('SIGKILL')
  }

  #start(): ChildProcess {
    const child = fork(SCRIPT, [this.#dataDir], {
      env: {},
      execArgv: [`--max-old-space-size=${this.#memoryMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    if (child.pid !== undefined) yieldTo(child.pid)
    // without anything to do: nobody else would hear of it
    child.on('error', () => this.#dismiss(child))
    child.on('exit', () => this.#dismiss(child))
    return child
  }

  #dismiss(child: ChildProcess): void {
    if (this.#spare === child) this.#forget()
  }

  #forget(): ChildProcess | undefined {
    const spare = this.#spare
    clearTimeout(this.#timer)
    this.#spare = undefined
    return spare
  }
}

/** Readings, orders and deliveries go first. */
function yieldTo(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // it has ended already, or this system does not let us: then it runs like everybody else
  }
}
