import { expect, test } from 'vitest'
import {
  acknowledgedReadings,
  brokerProblem,
  connected,
  deviceIds,
  serviceBehindMosquitto,
  storedNumbers,
} from '../../support/external-broker.ts'
import { DEVICE_PASSWORD, lacksMosquitto } from '../../support/mosquitto.ts'
import { ackedByAll, numberedSender } from '../../support/numbered-sender.ts'

const DEVICES = 4
const RESTARTS = 3
const ACKED_BETWEEN = 800

test.skipIf(lacksMosquitto).each([
  // Mosquitto forgets shared subscriptions when it stops (docs/adr/0006-external-broker.md), so plain is what it gets.
  { signal: 'SIGTERM' as const, subscription: 'plain' },
  { signal: 'SIGKILL' as const, subscription: 'plain' },
  { signal: 'SIGKILL' as const, subscription: 'shared' },
])(
  'a $subscription subscription, the broker restarted three times under load by $signal: no loss, nothing twice',
  async ({ signal, subscription }) => {
    const env = { YUKIBAN_MQTT_SUBSCRIPTION: subscription }
    const { mosquitto, tap, service } = await serviceBehindMosquitto({ routes: DEVICES, env })
    const senders = deviceIds(DEVICES).map((id) => numberedSender(mosquitto.url, id, DEVICE_PASSWORD))
    for (let restart = 0; restart < RESTARTS; restart++) {
      const before = ackedByAll(senders)
      await expect
        .poll(() => ackedByAll(senders), { timeout: 30_000, interval: 5 })
        .toBeGreaterThan(before + ACKED_BETWEEN)
      await mosquitto.stop(signal)
      await expect.poll(() => brokerProblem(service)).toMatch(/no connection to mqtt:.* since 20/)
      await mosquitto.start()
      await connected(service, 30_000)
    }
    const before = ackedByAll(senders)
    await expect.poll(() => ackedByAll(senders), { timeout: 30_000 }).toBeGreaterThan(before + ACKED_BETWEEN)
    await Promise.all(senders.map((it) => it.finish()))

    const all = new Set<string>()
    let rows = 0
    const collect = async () => {
      all.clear()
      rows = 0
      for (const { id } of senders) {
        const numbers = await storedNumbers(service, id)
        rows += numbers.length
        for (const seq of numbers) all.add(`${id}:${seq}`)
      }
    }
    // What mosquitto acknowledged to devices it keeps only through an orderly stop; what we acknowledged to it is ours.
    const owed = () =>
      signal === 'SIGTERM'
        ? senders.flatMap((it) => [...it.acked].map((seq) => `${it.id}:${seq}`))
        : acknowledgedReadings(tap)
    await expect
      .poll(
        async () => {
          await collect()
          return [...owed()].filter((it) => !all.has(it)).length
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe(0)
    expect(rows).toBe(all.size)
    expect(acknowledgedReadings(tap).size).toBeGreaterThan(RESTARTS * ACKED_BETWEEN)
  },
  120_000,
)
