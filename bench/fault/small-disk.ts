import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function run(command: string, ...args: string[]): string | undefined {
  const { status, stderr, error } = spawnSync(command, args)
  if (status === 0) return undefined
  return error?.message ?? String(stderr).trim()
}

/** A small file system in memory that can be filled to the brim and made larger again; needs the right to mount. */
export class SmallDisk {
  readonly dir: string

  private constructor(dir: string) {
    this.dir = dir
  }

  /** Why there can be none here; undefined when there can. */
  static missing(): string | undefined {
    const dir = mkdtempSync(join(tmpdir(), 'yukiban-mount-'))
    const disk = SmallDisk.mount(dir, 1)
    if (typeof disk !== 'string') disk.unmount()
    rmdirSync(dir)
    return typeof disk === 'string' ? disk : undefined
  }

  /** @returns the disk, or why there can be none here. */
  static mount(dir: string, megabytes: number): SmallDisk | string {
    const why = run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', dir)
    return why === undefined ? new SmallDisk(dir) : `no tmpfs can be mounted (${why})`
  }

  resize(megabytes: number): void {
    const why = run('mount', '-o', `remount,size=${megabytes}m`, this.dir)
    if (why !== undefined) throw new Error(why)
  }

  unmount(): void {
    run('umount', '-l', this.dir)
  }
}
