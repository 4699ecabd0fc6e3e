import { useState } from 'react'
import type { Position } from './taps.ts'

/** Where the phone is; asked only when pressed, used here alone. */
export function usePosition() {
  const [here, setHere] = useState<Position | null>(null)
  const [denied, setDenied] = useState(false)
  const [busy, setBusy] = useState(false)
  const ask = async () => {
    setBusy(true)
    const found = await positionNow()
    setHere(found)
    setDenied(found === null)
    setBusy(false)
  }
  return { here, denied, busy, ask: () => void ask() }
}

const TIMEOUT_MS = 10_000

/** The phone's position; null where it is refused or cannot be had in time. */
export function positionNow(): Promise<Position | null> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(null)
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude, accuracyM: Math.round(coords.accuracy) }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: 60_000 },
    )
  })
}
