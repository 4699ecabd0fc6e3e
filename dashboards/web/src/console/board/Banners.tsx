import { Icon } from '../../shared/icons.tsx'
import { Reasons } from '../ui/parts.tsx'
import { Ago, Clock } from '../ui/times.tsx'
import type { Board } from './board.ts'
import { useWords } from './words.ts'

/** What colours the whole night: city-wide modes, and forecasts that are out of date. */
export function Banners({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const { modes, forecast } = board
  return (
    <>
      {modes.map((it) => (
        <section key={it.id} className="board-banner is-mode" aria-label={`${t('side.modes')}: ${it.name}`}>
          <Icon name="city" />
          <div>
            <p>
              <strong>{it.name}</strong> {t(`side.modeBy.${it.by}`)}・<Clock at={it.since} />
            </p>
            <Reasons reasons={it.why} />
          </div>
        </section>
      ))}
      {forecast.state === 'stale' && (
        <section className="board-banner is-forecast" aria-label={t('side.forecastStale')}>
          <Icon name="unknown" />
          <div>
            <p>
              <strong>{t('side.forecastStale')}</strong>{' '}
              {forecast.confirmedAt !== null && (
                <span className="small">
                  (<Ago at={forecast.confirmedAt} />)
                </span>
              )}
            </p>
            <p className="small">
              {t(forecast.confirmedAt === null ? 'side.forecastNever' : 'side.forecastStaleText')}
            </p>
          </div>
        </section>
      )}
    </>
  )
}
