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

const SHOWN = 10

/** `ok`, or a warning that counts and names what is at fault. */
export function named(
  check: string,
  faulty: readonly { readonly id: string }[],
  fine: string,
  what: string,
  remedy: string,
): Finding {
  if (faulty.length === 0) return ok(check, fine)
  const ids = faulty.slice(0, SHOWN).map((it) => it.id)
  const more = faulty.length > SHOWN ? ` and ${faulty.length - SHOWN} more` : ''
  return warn(check, `${faulty.length} ${what}: ${ids.join(', ')}${more}`, remedy)
}
