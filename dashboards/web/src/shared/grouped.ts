/** Things by what they have in common, in the order they came. */
export function groupedBy<T, K>(them: readonly T[], keyOf: (it: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const it of them) {
    const key = keyOf(it)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [it])
    else group.push(it)
  }
  return groups
}
