/** What a reader chose, kept on the reader's own device; nothing is kept where storage is refused. */

export function readKept(key: string): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

export function writeKept(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value)
  } catch {
    // private windows may refuse: the choice holds until the page is closed
  }
}
