import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../shared/icons.tsx'
import { fetchLines } from './api.ts'
import { homeState, useHome } from './home-state.ts'
import { distancesFrom } from './nearest.ts'

const LOCATE_TIMEOUT_MS = 15_000

/** Search by name, and "near me": asked of the device only when pressed, computed here, sent nowhere. */
export function SearchBar() {
  const { t } = useTranslation()
  const { text } = useHome()
  return (
    <search className="search no-print">
      <form onSubmit={(event) => event.preventDefault()}>
        <label htmlFor="search">{t('home.search')}</label>
        <div className="search-row">
          <div className="search-box">
            <Icon name="search" />
            <input
              id="search"
              type="search"
              autoComplete="off"
              enterKeyHint="search"
              placeholder={t('home.searchHint')}
              value={text}
              onChange={(event) => homeState.change({ text: event.target.value })}
            />
          </div>
          <NearMe />
        </div>
      </form>
    </search>
  )
}

function NearMe() {
  const { t } = useTranslation()
  const { distances } = useHome()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const locate = async () => {
    setState('busy')
    try {
      const [position, lines] = await Promise.all([ownPosition(), fetchLines()])
      homeState.change({ distances: distancesFrom(lines, position) })
      setState('idle')
    } catch {
      setState('failed')
    }
  }
  const on = distances !== null
  const press = () => {
    if (on) homeState.change({ distances: null })
    else void locate()
  }
  const note = state === 'failed' ? t('home.nearFailed') : on ? t('home.nearOn') : ''
  return (
    <>
      <button type="button" className="button" aria-pressed={on} disabled={state === 'busy'} onClick={press}>
        <Icon name="near" />
        {state === 'busy' ? t('home.nearBusy') : on ? t('home.nearOff') : t('home.near')}
      </button>
      <p className="near-note small" role="status">
        {note}
      </p>
    </>
  )
}

function ownPosition(): Promise<readonly [lon: number, lat: number]> {
  return new Promise((resolve, reject) => {
    if (!('geolocation' in navigator)) return reject(new Error('no geolocation'))
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.longitude, coords.latitude]),
      (error) => reject(new Error(error.message)),
      { timeout: LOCATE_TIMEOUT_MS, maximumAge: 60_000 },
    )
  })
}
