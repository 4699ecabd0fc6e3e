import { expect, test } from 'vitest'
import { InfluxReadingStore } from '../../src/store/readings/influx.ts'
import { influxd, startInfluxd } from '../support/influxd.ts'
import { testService } from '../support/service.ts'

const LATER = { timeout: 15_000 }
const NOW = Date.parse('2026-01-20T15:00:00Z')

function frame(seq: number) {
  const payload = new TextEncoder().encode(JSON.stringify({ seq, at: NOW + seq, depth_mm: 1 }))
  return {
    deviceId: 'd1',
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: 't',
    receivedAtMs: NOW,
    payload,
    sizeBytes: payload.byteLength,
  } as const
}

test.skipIf(influxd === undefined)(
  'the service on InfluxDB: forwards, says how it goes, stays ready in an outage',
  async () => {
    const server = await startInfluxd()
    await server.query('CREATE DATABASE snow')
    const env = {
      YUKIBAN_INFLUX_URL: server.url,
      YUKIBAN_INFLUX_BUCKET: 'snow',
      YUKIBAN_METRICS_PORT: '0',
    }
    const service = await testService({ env })
    const { readings } = service
    if (!(readings instanceof InfluxReadingStore)) throw new Error('not the InfluxDB store')
    const ready = async () => {
      const response = await fetch(`${service.httpUrl}/readyz`)
      const body = (await response.json()) as { checks: { name: string; ok: boolean; detail?: string }[] }
      return { status: response.status, influxdb: body.checks.find((it) => it.name === 'influxdb') }
    }
    const metric = async (name: string) => {
      const text = await (await fetch(service.metricsUrl ?? '')).text()
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
    }

    await readings.append([frame(1), frame(2)])
    // By itself, within a second or two.
    await expect
      .poll(async () => (await server.query('SELECT seq FROM reading', 'snow')).series[0]?.values.length, LATER)
      .toBe(2)
    await expect.poll(ready, LATER).toEqual({
      status: 200,
      influxdb: { name: 'influxdb', ok: true, detail: '0 readings waiting' },
    })

    await server.kill()
    await readings.append([frame(3)])
    await readings.flush()
    const away = await ready()
    expect(away).toMatchObject({ status: 200, influxdb: { ok: true } })
    expect(away.influxdb?.detail).toMatch(/^cannot reach http.*; 1 readings waiting$/)
    expect(await metric('yukiban_influx_lag_readings')).toBe(1)
    expect(await metric('yukiban_influx_dead_letters_total')).toBe(0)

    await server.start()
    await expect.poll(() => metric('yukiban_influx_lag_readings'), LATER).toBe(0)
    expect((await server.query('SELECT seq FROM reading', 'snow')).series[0]?.values).toHaveLength(3)
  },
)
