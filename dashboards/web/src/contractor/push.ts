import { ApiProblem, apiGet, apiSend } from '../shared/api-client.ts'
import { readKept, writeKept } from '../shared/kept.ts'
import type { Language } from '../shared/language.ts'

/** Web Push of this phone: the browser's subscription, and the service's record of it. */

const KEY = 'yukiban.crew.push'

/** `blocked`: by the person, in the browser. `missing`: the browser has none. `not-set-up`: the service has none. */
export type PushState = 'on' | 'off' | 'blocked' | 'missing' | 'not-set-up'

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'missing'
  if (Notification.permission === 'denied') return 'blocked'
  const registration = await navigator.serviceWorker.getRegistration('/c/')
  const subscription = await registration?.pushManager.getSubscription()
  return subscription && readKept(KEY) !== null && readKept(KEY) !== '' ? 'on' : 'off'
}

/** Asks the person and the browser, and tells the service. @throws {ApiProblem} and what the browser throws. */
export async function subscribePush(language: Language, name: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return 'blocked'
  const applicationServerKey = await serviceKey()
  if (applicationServerKey === null) return 'not-set-up'
  const registration = await navigator.serviceWorker.ready
  const held = await registration.pushManager.getSubscription()
  // made with another key it would never be heard of again
  if (held !== null && !sameKey(held, applicationServerKey)) await held.unsubscribe()
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  const { endpoint, expirationTime, keys } = subscription.toJSON()
  const body = { endpoint, expirationTime: expirationTime ?? null, keys, language, name: name.slice(0, 100) }
  const { data } = await apiSend<{ id: string }>('POST', '/api/v1/push-subscriptions', body)
  writeKept(KEY, data.id)
  return 'on'
}

/** No longer told. The browser forgets first, so that nothing comes even when the service cannot be told now. */
export async function unsubscribePush(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/c/')
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  const id = readKept(KEY)
  writeKept(KEY, '')
  if (id === null || id === '') return
  try {
    await apiSend('DELETE', `/api/v1/push-subscriptions/${encodeURIComponent(id)}`)
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error
  }
}

/** @throws {ApiProblem} */
export async function tryPush(): Promise<void> {
  await apiSend('POST', `/api/v1/push-subscriptions/${encodeURIComponent(readKept(KEY) ?? '')}/test`, {})
}

async function serviceKey(): Promise<string | null> {
  try {
    return (await apiGet<{ publicKey: string }>('/api/v1/push-subscriptions/key')).publicKey
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null
    throw error
  }
}

function sameKey(subscription: PushSubscription, key: string): boolean {
  const held = subscription.options.applicationServerKey
  if (held === null) return true
  const text = btoa(String.fromCharCode(...new Uint8Array(held)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key
}
