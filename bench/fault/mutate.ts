/** A repeatable source of numbers in [0, 1) (xorshift). */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}

const JSON_PARTS = [
  ...['{', '}', '[', ']', ',', ':', '"', 'null', 'true', 'NaN', '-', '1e999', '-0', '1e-400', '\\u0000', '\\ud800'],
  ...['"seq"', '"at"', '"boot"', '"distance_mm"', '"depth_mm"', '"__proto__"', '"constructor"', '9007199254740993'],
  ...['""', '"\\', '//', '\u0000', '\ufeff', '雪', '4102444800000', '-1', '1.5', '[[[[[[[[[[[[[[[[', '{"a":'],
]

/** Changes bytes: flips, cuts, repeats, inserts, or swaps in pieces that parsers stumble over. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  const at = Math.floor(random() * (bytes.length + 1))
  switch (Math.floor(random() * 7)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      for (let times = 1 + random() * 4; times > 0 && flipped.length > 0; times--) {
        const index = Math.floor(random() * flipped.length)
        flipped[index] = (flipped[index] ?? 0) ^ (1 << Math.floor(random() * 8))
      }
      return flipped
    }
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return bytes.subarray(at)
    case 3:
      return Buffer.concat([bytes, bytes.subarray(at)])
    case 4:
      return Buffer.concat([bytes.subarray(0, at), noise(random, 1 + Math.floor(random() * 40)), bytes.subarray(at)])
    case 5:
      return Buffer.concat([bytes.subarray(0, at), part(random), bytes.subarray(at)])
    default:
      return Buffer.concat([bytes.subarray(0, at), part(random), bytes.subarray(at + 1 + Math.floor(random() * 12))])
  }
}

function part(random: Random): Buffer {
  return Buffer.from(JSON_PARTS[Math.floor(random() * JSON_PARTS.length)] ?? '')
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
}
