import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { crew, serviceNow, useCrew } from './crew.ts'
import { DeclineDialog } from './DeclineDialog.tsx'
import type { ShownCallOut } from './Home.tsx'
import { RouteFacts } from './RouteFacts.tsx'
import { TapNotes } from './TapNotes.tsx'
import type { Act, Position, ShownRoute } from './taps.ts'
import { lengthText, useTimes } from './times.ts'

/** Less than this to answer, and it is marked. */
const CLOSE_MS = 5 * 60_000

/** One call-out to answer: until when, what for, and two large buttons. */
export function OfferCard({ callOut, routes, here }: ShownCallOut & { readonly here: Position | null }) {
  const { t } = useTranslation()
  const { trouble } = useCrew()
  const { clock, span, minutes, nowMs } = useTimes()
  const asked = routes.filter((it) => it.state === 'asked')
  const free = asked.filter((it) => it.answering === null)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [declining, setDeclining] = useState(false)
  const chosen = free.filter((it) => !left.has(it.route.orderId))
  const byMs = Math.min(...asked.map((it) => Date.parse(it.route.respondBy)))
  const leftMs = byMs - nowMs
  const standby = callOut.level === 'standby'
  const some = free.length > 1
  const answer = (act: Act) => {
    const ids = chosen.map((it) => it.route.orderId)
    void crew.tap(callOut.id, ids, act, serviceNow())
  }
  const toggle = (orderId: string) => {
    const next = new Set(left)
    if (!next.delete(orderId)) next.add(orderId)
    setLeft(next)
  }
  const sum = (pick: (it: ShownRoute) => number) => asked.reduce((total, it) => total + pick(it), 0)
  return (
    <section className={`crew-offer ${leftMs < CLOSE_MS ? 'is-close' : ''}`} aria-label={t(`level.${callOut.level}`)}>
      <header className="crew-offer-head">
        <p className="crew-level">
          <Icon name={standby ? 'ordered' : 'working'} />
          {t(`level.${callOut.level}`)}
        </p>
        <p className="crew-by number">{t('offer.by', { time: clock(byMs) })}</p>
        <p className="crew-left number" role="timer">
          {leftMs > 0 ? t('offer.left', { time: span(leftMs) }) : t('offer.over')}
        </p>
      </header>
      {asked.length > 1 && (
        <p className="small">
          {t('offer.sum', {
            count: asked.length,
            length: lengthText(sum((it) => it.route.lengthM)),
            minutes: minutes(sum((it) => it.route.plowMinutes)),
          })}
        </p>
      )}
      <ul className="crew-asked">
        {asked.map((it) => (
          <li key={it.route.orderId}>
            {some && it.answering === null ? (
              <label className="crew-choice">
                <input
                  type="checkbox"
                  checked={!left.has(it.route.orderId)}
                  onChange={() => toggle(it.route.orderId)}
                />
                <RouteFacts shown={it} here={here} why />
              </label>
            ) : (
              <RouteFacts shown={it} here={here} why />
            )}
            {it.answering !== null && (
              <p className="crew-notice" role="status">
                {t('offer.answering', { what: t(`act.${it.answering}`) })}
                {trouble === 'unreachable' && ` ${t('offer.hurry')}`}
              </p>
            )}
            <TapNotes shown={it} />
          </li>
        ))}
      </ul>
      {some && <p className="small soft">{t('offer.choose')}</p>}
      {free.length > 0 && leftMs > 0 && (
        <div className="crew-answers">
          <button
            type="button"
            className="button crew-accept"
            disabled={chosen.length === 0}
            onClick={() => answer({ kind: 'accept' })}
          >
            <Icon name="done" />
            {t(`offer.accept${standby ? 'Standby' : ''}${some ? 'Some' : ''}`, { count: chosen.length })}
          </button>
          <button
            type="button"
            className="button crew-decline"
            disabled={chosen.length === 0}
            onClick={() => setDeclining(true)}
          >
            {t(some ? 'offer.declineSome' : 'offer.decline', { count: chosen.length })}
          </button>
        </div>
      )}
      {declining && (
        <DeclineDialog
          onClose={() => setDeclining(false)}
          onDecline={(code, reason) => {
            setDeclining(false)
            answer({ kind: 'decline', code, reason })
          }}
        />
      )}
    </section>
  )
}
