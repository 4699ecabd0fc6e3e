/** A repeatable stream of numbers in [0, 1) (multiplicative congruential, Park and Miller's constants). */
export function uniform(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return (state - 1) / 2_147_483_646
  }
}

/** A repeatable stream of normally distributed numbers, mean 0 (Box and Muller). */
export function gaussian(seed: number, sigma: number): () => number {
  const next = uniform(seed)
  return () => sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}
