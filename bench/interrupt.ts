/** What must not outlive this process: stopped when it is interrupted, whatever it was doing. */
const stops = new Set<() => void>()

let listening = false

/** @param stop does its work at once, without waiting. @returns how to forget it, once it is stopped otherwise. */
export function onInterrupt(stop: () => void): () => void {
  if (!listening) listen()
  stops.add(stop)
  return () => stops.delete(stop)
}

function listen(): void {
  listening = true
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      // What was started last goes first: processes before the folders they write to.
      for (const stop of [...stops].toReversed()) stop()
      process.exit(code)
    })
  }
}
