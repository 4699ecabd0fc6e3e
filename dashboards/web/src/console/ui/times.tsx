import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../shared/language.ts'
import { useServerNow } from '../../shared/live.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { agoText, clockText } from '../../shared/times.ts'

interface TimeProps {
  /** ISO 8601, as the API gives it. */
  readonly at: string
}

/** How long ago, ticking. */
export function Ago({ at }: TimeProps) {
  const nowMs = useServerNow()
  return (
    <time dateTime={at} className="number">
      {agoText(Date.parse(at), nowMs, currentLanguage())}
    </time>
  )
}

/** The authority's wall clock; another day is named. */
export function Clock({ at }: TimeProps) {
  const nowMs = useServerNow()
  return (
    <time dateTime={at} className="number">
      {clockText(Date.parse(at), nowMs, useSignedIn().authority.timeZone, currentLanguage())}
    </time>
  )
}

const SECOND_MS = 1000
const MINUTE_S = 60
const HOUR_S = 3600
/** Below this seconds are told. */
const CLOSE_S = 600

interface CountdownProps extends TimeProps {
  /** Less left than this, ms, and it is marked. */
  readonly warnMs?: number
  /** Said once it is over, where how long since does not matter. */
  readonly overText?: string
}

/** Time left until a moment, or how long it is over; ticking. */
export function Countdown({ at, warnMs = 15 * MINUTE_S * SECOND_MS, overText }: CountdownProps) {
  const { t } = useTranslation()
  const leftMs = Date.parse(at) - useServerNow()
  const over = leftMs < 0
  const time = durationText(Math.floor(Math.abs(leftMs) / SECOND_MS), t)
  const look = over ? 'is-over' : leftMs < warnMs ? 'is-close' : 'is-far'
  return (
    <time dateTime={at} className={`countdown number ${look}`}>
      {over && overText !== undefined ? overText : t(over ? 'ui.over' : 'ui.left', { time })}
    </time>
  )
}

/** A span in words: `1時間5分`, `4分30秒`. */
export function durationText(
  seconds: number,
  t: (key: string, values: Readonly<Record<string, number>>) => string,
): string {
  const s = seconds % MINUTE_S
  const m = Math.floor((seconds % HOUR_S) / MINUTE_S)
  if (seconds >= HOUR_S) return t('ui.hours', { h: Math.floor(seconds / HOUR_S), m })
  if (seconds >= CLOSE_S) return t('ui.minutes', { m })
  if (seconds >= MINUTE_S) return t('ui.minutesSeconds', { m, s })
  return t('ui.seconds', { s })
}
