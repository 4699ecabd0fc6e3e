/**
 * QARTOD primary flags (Manual for Real-Time Oceanographic Data Quality Control Flags, IOOS 2020): one per test, one
 * aggregate.
 */
export type QualityFlag = 1 | 2 | 3 | 4 | 9
export const GOOD = 1
export const NOT_EVALUATED = 2
export const SUSPECT = 3
export const BAD = 4
export const MISSING = 9

/** Which of two flags weighs more in the aggregate: bad, missing, suspect, good, not evaluated. */
const WEIGHT: Readonly<Record<QualityFlag, number>> = { 4: 4, 9: 3, 3: 2, 1: 1, 2: 0 }

/** The worst flag; 2 when nothing was evaluated. */
export function aggregateFlag(flags: readonly QualityFlag[]): QualityFlag {
  return flags.reduce<QualityFlag>((worst, flag) => (WEIGHT[flag] > WEIGHT[worst] ? flag : worst), NOT_EVALUATED)
}
