/** Tells listeners that the journal may have new lines. Losing a call costs them seconds, never a line. */
export class JournalNudge {
  readonly #listeners = new Set<() => void>()

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  nudge(): void {
    for (const listener of this.#listeners) listener()
  }
}
