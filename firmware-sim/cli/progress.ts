import type { FleetStats } from '../fleet.ts'

/** Where progress goes: a terminal gets one line that changes, anything else a line now and then. */
export interface Screen {
  readonly isTty: boolean
  write(text: string): void
}

export interface Progress {
  show(text: string): void
  /** Ends the changing line. */
  end(): void
}

const TTY_EVERY_MS = 200
const PLAIN_EVERY_MS = 5000
const CLEAR_LINE = '\r\u001b[2K'

/**
 * Progress that costs nothing however often it is shown.
 * @param nowMs a clock of real time, ms.
 */
export function createProgress(screen: Screen, nowMs: () => number): Progress {
  const everyMs = screen.isTty ? TTY_EVERY_MS : PLAIN_EVERY_MS
  let shownMs = Number.NEGATIVE_INFINITY
  let open = false
  return {
    show(text) {
      if (nowMs() - shownMs < everyMs) return
      shownMs = nowMs()
      open = screen.isTty
      screen.write(screen.isTty ? `${CLEAR_LINE}${text}` : `${text}\n`)
    },
    end() {
      if (open) screen.write('\n')
      open = false
    },
  }
}

type Shown = Pick<FleetStats, 'sent' | 'acked' | 'buffered' | 'dropped' | 'reconnects' | 'refused'>

/** The state of a run in one line. */
export function progressText(time: string, online: string, stats: Shown): string {
  const parts = [
    time,
    `online ${online}`,
    `sent ${stats.sent}`,
    `acked ${stats.acked}`,
    `buffered ${stats.buffered}`,
    `reconnects ${stats.reconnects}`,
  ]
  if (stats.refused > 0) parts.push(`REFUSED ${stats.refused} (wrong or revoked token)`)
  if (stats.dropped > 0) parts.push(`DROPPED ${stats.dropped} (buffer full)`)
  return parts.join('  ')
}
