/** In steps of 0.001 cm: 16.4 − 6.4 falls short of 10 in floating point, and would miss a trigger of exactly that. */
export function roundedCm(valueCm: number): number {
  return Math.round(valueCm * 1000) / 1000
}
