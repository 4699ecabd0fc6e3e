import { RealClock } from '../src/clock.ts'

/**
 * Resolves with the work, or after `limitMs` of real time. Once `hurry` aborts, at most `hurriedMs` are left.
 */
export async function within(
  work: Promise<unknown>,
  limitMs: number,
  hurry?: AbortSignal,
  hurriedMs = limitMs,
): Promise<void> {
  const realTime = new RealClock()
  const done = new AbortController()
  const cut = hurry === undefined ? done.signal : AbortSignal.any([done.signal, hurry])
  const limit = realTime.sleepUntil(realTime.now() + limitMs, cut).then(async () => {
    if (hurry?.aborted) await realTime.sleepUntil(realTime.now() + hurriedMs, done.signal)
  })
  await Promise.race([work, limit])
  done.abort()
}
