import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../shared/language.ts'
import { agoText, clockText } from '../shared/times.ts'
import { useCrew, useServiceNow } from './crew.ts'

const MINUTE_MS = 60_000
/** Below this, seconds are told. */
const CLOSE_MS = 30 * MINUTE_MS

/** Times, spans and distances in words, on the authority's clock. */
export function useTimes() {
  const { t } = useTranslation()
  const nowMs = useServiceNow()
  const { work } = useCrew()
  const timeZone = work?.authority.timeZone ?? 'Asia/Tokyo'
  const language = currentLanguage()
  const minutes = (count: number) =>
    count < 60 ? t('time.m', { m: count }) : t('time.hm', { h: Math.floor(count / 60), m: count % 60 })
  return {
    nowMs,
    /** `2:05`, with the day when it is another. */
    clock: (atMs: number) => clockText(atMs, nowMs, timeZone, language),
    ago: (atMs: number) => agoText(atMs, nowMs, language),
    minutes,
    /** A span, with seconds when it is short. */
    span: (ms: number) => {
      const s = Math.floor(Math.abs(ms) / 1000)
      if (Math.abs(ms) >= CLOSE_MS) return minutes(Math.floor(s / 60))
      return s < 60 ? t('time.s', { s }) : t('time.ms', { m: Math.floor(s / 60), s: s % 60 })
    },
  }
}

/** `850 m`, `2.4 km` */
export function lengthText(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`
}
