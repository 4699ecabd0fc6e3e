/** What one check of `yukiban doctor` found. */
export interface Finding {
  readonly check: string
  readonly result: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** What to do about it; empty when nothing needs doing. */
  readonly remedy: string
}

export function ok(check: string, detail: string): Finding {
  return { check, result: 'ok', detail, remedy: '' }
}

export function warn(check: string, detail: string, remedy: string): Finding {
  return { check, result: 'warn', detail, remedy }
}

export function fail(check: string, detail: string, remedy: string): Finding {
  return { check, result: 'fail', detail, remedy }
}
