import { inScope, type ScopedPlace } from '../domain/criterion.ts'
import { type Silence, silenceStands } from '../domain/silence.ts'
import type { EpochMs } from '../domain/time.ts'

/** The silence that lies over a route at a moment, of several the one that lasts longest; null: none. */
export function silenceFor(
  silences: readonly Silence[],
  route: ScopedPlace & { readonly authorityId: string },
  atMs: EpochMs,
): Silence | null {
  let longest: Silence | null = null
  for (const one of silences) {
    if (one.authorityId !== route.authorityId || !silenceStands(one, atMs)) continue
    if (one.target.kind !== 'scope' || !inScope(one.target.scope, route)) continue
    if (longest === null || one.toMs > longest.toMs) longest = one
  }
  return longest
}

/** Devices that are being worked on at a moment: their readings take no part. */
export function devicesInMaintenance(silences: readonly Silence[], atMs: EpochMs): ReadonlySet<string> {
  const devices = new Set<string>()
  for (const one of silences) {
    if (one.target.kind === 'device' && silenceStands(one, atMs)) devices.add(one.target.device)
  }
  return devices
}
