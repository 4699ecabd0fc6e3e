/**
 * Does one after another; what fails keeps none of the others waiting. Throws the first failure once all had their turn,
 * so that the loop around it shows it and tries again.
 */
export async function eachForItself(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const work of works) {
    try {
      await work()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
