/**
 * Reproducible randomness for the simulator: same seed and names, same numbers, on every machine.
 *
 * The generator is a counter run through a mixing function: the state steps by an odd constant near 2^32 / φ (so it
 * visits all 2^32 values before repeating) and each state is scrambled by shifts and multiplications (the 32-bit mixer
 * `0x21f0aaad, 0x735a2d97` of Ettinger's search, public domain). Good for noise; of no use for secrets.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** Normal with the given mean and standard deviation. */
  normal(mean: number, sigma: number): number
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string
}

const STEP = 0x9e3779b9

/** A generator named by a seed and any number of labels; different labels give unrelated sequences. */
export function randomOf(seed: number, ...labels: readonly (string | number)[]): Random {
  let state = mix(seed | 0)
  for (const label of labels) state = mix(state ^ hash(String(label)))
  const bits = () => {
    state = (state + STEP) | 0
    return mix(state)
  }
  const next = () => bits() / 2 ** 32
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal: (mean, sigma) => mean + sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    hex: (bytes) => Array.from({ length: bytes }, () => (bits() & 255).toString(16).padStart(2, '0')).join(''),
  }
}

function mix(input: number): number {
  let x = input
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
