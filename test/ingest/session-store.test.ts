import { expect, test } from 'vitest'
import { SessionStore } from '../../src/ingest/session-store.ts'
import { deviceOf, maySubscribe } from '../../src/ingest/topics.ts'
import { steppedClock } from '../support/service.ts'

const CONFIG = 'yukiban/v1/d1/config'

function store(change: { connected?: readonly string[] } = {}) {
  const { clock, advance } = steppedClock('2026-01-20T00:00:00Z')
  const sessions = new SessionStore({
    clock,
    maxSessionsPerDevice: 2,
    expiryMs: 3_600_000,
    maxQueued: 3,
    maxQos2: 2,
    deviceOf: (id) => id.slice(0, id.indexOf('/')),
    ownerOf: deviceOf,
    mayHear: (deviceId, topic) => maySubscribe(topic, deviceId),
    isConnected: (id) => change.connected?.includes(id) ?? false,
  })
  const subscribe = (id: string, ...topics: string[]) =>
    sessions.addSubscriptions(
      { id },
      topics.map((topic) => ({ topic, qos: 1 })),
    )
  const queued = async (id: string) => {
    const found: unknown[] = []
    for await (const it of sessions.outgoingStream({ id })) found.push((it as { brokerCounter: number }).brokerCounter)
    return found
  }
  return { sessions, subscribe, queued, advance }
}

const message = (brokerCounter: number) => ({ cmd: 'publish', topic: CONFIG, brokerId: 'b', brokerCounter })

test('keeps of a SUBSCRIBE only what the device may hear, and finds it by topic', async () => {
  const { sessions, subscribe } = store()
  await subscribe('d1/a', '#', CONFIG, 'yukiban/v1/d2/config')
  await subscribe('d2/a', 'yukiban/v1/d2/config')
  expect((await sessions.subscriptionsByClient({ id: 'd1/a' })).map((it) => it.topic)).toEqual([CONFIG])
  expect((await sessions.subscriptionsByTopic('yukiban/v1/d2/config')).map((it) => it.clientId)).toEqual(['d2/a'])
})

test('a device has so many sessions; a further one ends the oldest that is away', async () => {
  const { sessions, subscribe } = store({ connected: ['d1/a'] })
  for (const id of ['d1/a', 'd1/b', 'd1/c', 'd2/a']) await subscribe(id, `yukiban/v1/${id.slice(0, 2)}/config`)
  expect(sessions.size).toBe(3)
  expect(await sessions.subscriptionsByClient({ id: 'd1/a' })).toHaveLength(1)
  expect(await sessions.subscriptionsByClient({ id: 'd1/b' })).toEqual([])
})

test('a session ends when its device stays away too long, not while it is connected', async () => {
  const { sessions, subscribe, advance } = store({ connected: ['d1/a'] })
  await subscribe('d1/a', CONFIG)
  await subscribe('d2/a', 'yukiban/v1/d2/config')
  await advance(3_600_001)
  sessions.sweep()
  expect(sessions.size).toBe(1)
  expect(await sessions.subscriptionsByClient({ id: 'd1/a' })).toHaveLength(1)
})

test('keeps the newest messages for a device that is away, until it acknowledges them', async () => {
  const { sessions, subscribe, queued } = store()
  await subscribe('d1/a', CONFIG)
  for (let i = 1; i <= 5; i++) await sessions.outgoingEnqueue({ clientId: 'd1/a' }, message(i))
  expect(await queued('d1/a')).toEqual([3, 4, 5])
  await sessions.outgoingUpdate({ id: 'd1/a' }, { ...message(4), messageId: 77 })
  await sessions.outgoingClearMessageId({ id: 'd1/a' }, { cmd: 'puback', messageId: 77 } as never)
  expect(await queued('d1/a')).toEqual([3, 5])
  await expect(sessions.outgoingUpdate({ id: 'd1/a' }, { ...message(1), messageId: 78 })).rejects.toThrow(
    /no longer kept/,
  )
})

test('QoS 2 identifiers are bounded, and gone with a clean session', async () => {
  const { sessions } = store()
  const client = { id: 'd1/a' }
  for (const messageId of [1, 2]) await sessions.incomingStorePacket(client, { messageId })
  await expect(sessions.incomingStorePacket(client, { messageId: 3 })).rejects.toThrow(/too many QoS 2/)
  expect(sessions.hasIncoming('d1/a', 2)).toBe(true)
  await sessions.incomingDelPacket(client, { messageId: 2 })
  await expect(sessions.incomingGetPacket(client, { messageId: 2 })).rejects.toThrow()
  await sessions.cleanIncoming(client)
  expect(sessions.size).toBe(0)
})
