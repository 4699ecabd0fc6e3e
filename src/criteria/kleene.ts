import type { Truth, Verdict } from './verdict.ts'

/**
 * Parts of a rule combined by Kleene's three-valued logic: one `no` settles `all`, one `yes` settles `any`, whatever the
 * others say; else one unknown part makes the whole unknown.
 *
 * The whole rests on the parts that settle it. Where one of several is enough, one with good evidence is enough for good
 * evidence; where all are needed, the weakest counts. Unknown parts are named in any case, so that nobody has to wonder
 * whether the forecast was asked.
 */

/** Every part must say so. @param parts at least one. */
export function all(parts: readonly Verdict[]): Verdict {
  return combined(parts, 'no')
}

/** One part is enough. @param parts at least one. */
export function any(parts: readonly Verdict[]): Verdict {
  return combined(parts, 'yes')
}

function combined(parts: readonly Verdict[], settling: Truth): Verdict {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const settled = parts.filter((it) => it.holds === settling)
  const unknown = parts.filter((it) => it.holds === 'unknown')
  if (settled.length > 0) return joined(settling, settled, unknown, every(settled))
  if (unknown.length > 0) return joined('unknown', parts, [], true)
  return joined(
    settling === 'yes' ? 'no' : 'yes',
    parts,
    [],
    parts.some((it) => it.weak),
  )
}

function every(parts: readonly Verdict[]): boolean {
  return parts.every((it) => it.weak)
}

/** @param deciding the parts the answer rests on; `named` are only mentioned. */
function joined(holds: Truth, deciding: readonly Verdict[], named: readonly Verdict[], weak: boolean): Verdict {
  const told = [...deciding, ...named]
  return {
    holds,
    reasons: told.flatMap((it) => it.reasons),
    doubts: deciding.flatMap((it) => it.doubts),
    notes: [...deciding.flatMap((it) => it.notes), ...named.flatMap((it) => [...it.doubts, ...it.notes])],
    weak,
    plowed: deciding.some((it) => it.plowed),
    forecastRunId: told.find((it) => it.forecastRunId !== null)?.forecastRunId ?? null,
  }
}
