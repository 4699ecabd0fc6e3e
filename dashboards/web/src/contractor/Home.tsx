import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { crew, useCrew } from './crew.ts'
import { OfferCard } from './OfferCard.tsx'
import { OverList } from './OverList.tsx'
import { RefusedTaps } from './RefusedTaps.tsx'
import { type ShownRoute, shownRoute } from './taps.ts'
import { usePosition } from './use-position.ts'
import { WorkCard } from './WorkCard.tsx'
import type { WorkCallOut } from './work.ts'

const CrewMap = lazy(() => import('./CrewMap.tsx'))

/** A call-out with its routes as they are shown. */
export interface ShownCallOut {
  readonly callOut: WorkCallOut
  readonly routes: readonly ShownRoute[]
}

/** What waits for an answer, what is to be done, and what became of the rest. */
export function Home() {
  const { t } = useTranslation()
  const { work, taps, mode } = useCrew()
  const shown = (work?.callOuts ?? []).map((callOut) => ({
    callOut,
    routes: callOut.routes.map((it) => shownRoute(it, callOut.id, taps)),
  }))
  const asked = shown.filter((it) => it.routes.some(({ state }) => state === 'asked'))
  const todo = shown.flatMap(({ callOut, routes }) =>
    routes.filter(isTaken).map((route) => ({ callOutId: callOut.id, route })),
  )
  const over = shown.flatMap(({ routes }) => routes.filter((it) => isOver(it)))
  const open = todo.filter((it) => it.route.state !== 'completed')
  useSeen(asked.map((it) => it.callOut.id))
  const position = usePosition()
  return (
    <>
      <h1 className="hidden-text">{t('title')}</h1>
      {asked.length > 0 && <h2 className="crew-section">{t('home.offers')}</h2>}
      {asked.map((it) => (
        <OfferCard key={it.callOut.id} {...it} here={position.here} />
      ))}
      {todo.length > 0 && <h2 className="crew-section">{t('home.work')}</h2>}
      {todo.length > 0 && open.length === 0 && <p className="crew-notice">{t('home.allDone')}</p>}
      <ol className="crew-list">
        {todo.map(({ callOutId, route }, index) => (
          <WorkCard
            key={`${callOutId} ${route.route.orderId}`}
            callOutId={callOutId}
            shown={route}
            number={index + 1}
            next={open[0]?.route === route}
            here={position.here}
          />
        ))}
      </ol>
      <RefusedTaps loose={taps} shown={shown} />
      {asked.length + todo.length > 0 ? (
        <Places routes={[...asked.flatMap((it) => it.routes.filter(isAsked)), ...todo.map((it) => it.route)]}>
          <button type="button" className="button" disabled={position.busy} onClick={position.ask}>
            <Icon name="near" />
            {t(position.denied ? 'route.nearDenied' : 'route.near')}
          </button>
        </Places>
      ) : (
        <section className="crew-panel crew-none">
          <Icon name="snow" />
          <p className="crew-big">{t('home.none')}</p>
          <p className="soft">{t('home.noneText')}</p>
        </section>
      )}
      <OverList routes={over} />
      {mode.kind === 'link' && <p className="small soft">{t('link.mark')}</p>}
    </>
  )
}

function isAsked({ state }: ShownRoute): boolean {
  return state === 'asked'
}

function isTaken({ state }: ShownRoute): boolean {
  return state === 'accepted' || state === 'started' || state === 'completed'
}

function isOver(it: ShownRoute): boolean {
  return !isAsked(it) && !isTaken(it)
}

interface PlacesProps {
  readonly routes: readonly ShownRoute[]
  readonly children: ReactNode
}

/** The map, when it is asked for: it is as large as all the rest. */
function Places({ routes, children }: PlacesProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <section className="crew-places no-print">
      <p className="crew-buttons">
        <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="map" />
          {t(open ? 'map.hide' : 'map.show')}
        </button>
        {children}
      </p>
      {open && (
        <Suspense fallback={<p className="soft">{t('map.loading')}</p>}>
          <CrewMap routes={routes} />
        </Suspense>
      )}
    </section>
  )
}

/**
 * Notes as read what a person looks at. With a link only once the page is touched: a mail scanner that runs scripts opens
 * pages too, and nobody has read anything then.
 */
function useSeen(callOutIds: readonly string[]): void {
  const { mode } = useCrew()
  const ids = callOutIds.join()
  useEffect(() => {
    if (ids === '') return undefined
    const see = () => {
      if (document.visibilityState !== 'visible') return
      stop()
      for (const id of ids.split(',')) void crew.noteSeen(id)
    }
    const events = mode.kind === 'link' ? ['pointerdown', 'keydown'] : ['visibilitychange']
    const stop = () => {
      for (const it of events) document.removeEventListener(it, see)
    }
    for (const it of events) document.addEventListener(it, see)
    if (mode.kind === 'person') see()
    return stop
  }, [ids, mode.kind])
}
