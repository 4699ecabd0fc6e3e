/**
 * A repeatable stream of numbers in [0, 1): mulberry32, a 32-bit counter through a mixing function. The same seed gives
 * the same stream on every machine.
 */
export function seeded(seed: number): () => number {
  let counter = seed >>> 0
  return () => {
    counter = (counter + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(counter ^ (counter >>> 15), counter | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One number from the standard normal distribution (Box and Muller); takes two from the stream. */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Evenly from [from, to). */
export function between(random: () => number, from: number, to: number): number {
  return from + (to - from) * random()
}
