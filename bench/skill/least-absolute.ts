/** Rounds of reweighting; the weights settle well before. */
const ROUNDS = 20
/** Errors below this weigh alike, in units of the target: keeps the weights finite. */
const FLOOR = 0.15
/** Per row; holds a column that is never other than zero at zero. */
const RIDGE = 1e-5

/**
 * Coefficients that minimise the sum of absolute errors of `targets` against `rows` (iteratively reweighted least
 * squares; Schlossmacher 1973). @param rows observations × columns.
 */
export function leastAbsolute(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const columns = rows[0]?.length ?? 0
  let solution = new Array<number>(columns).fill(0)
  let weights = targets.map(() => 1)
  for (let round = 0; round < ROUNDS; round++) {
    solution = weightedLeastSquares(rows, targets, weights)
    weights = rows.map((row, index) => {
      const fitted = row.reduce((sum, value, column) => sum + value * (solution[column] ?? 0), 0)
      return 1 / Math.max(Math.abs((targets[index] ?? 0) - fitted), FLOOR)
    })
  }
  return solution
}

function weightedLeastSquares(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  weights: readonly number[],
): number[] {
  const columns = rows[0]?.length ?? 0
  const normal = Array.from({ length: columns }, () => new Float64Array(columns + 1))
  for (const [index, row] of rows.entries()) {
    const weight = weights[index] ?? 0
    for (const [i, one] of row.entries()) {
      const line = normal[i]
      if (line === undefined || one === 0) continue
      for (const [j, other] of row.entries()) line[j] = (line[j] ?? 0) + weight * one * other
      line[columns] = (line[columns] ?? 0) + weight * one * (targets[index] ?? 0)
    }
  }
  for (const [i, line] of normal.entries()) line[i] = (line[i] ?? 0) + RIDGE * rows.length
  return eliminate(normal)
}

/** Gauss–Jordan; the matrix is symmetric and positive, so no pivoting is needed. */
function eliminate(lines: Float64Array[]): number[] {
  for (const [i, line] of lines.entries()) {
    const pivot = line[i] ?? 1
    for (const other of lines) {
      if (other === line) continue
      const factor = (other[i] ?? 0) / pivot
      if (factor !== 0) for (let k = i; k < other.length; k++) other[k] = (other[k] ?? 0) - factor * (line[k] ?? 0)
    }
  }
  return lines.map((line, i) => (line.at(-1) ?? 0) / (line[i] ?? 1))
}
