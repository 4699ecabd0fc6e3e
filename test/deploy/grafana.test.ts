import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readingLine } from '../../src/store/readings/influx/line-protocol.ts'
import type { StoredReading } from '../../src/store/readings/port.ts'
import { influxd, startInfluxd } from '../support/influxd.ts'

const FOLDER = new URL('../../dashboards/grafana/', import.meta.url)
const NOW = Date.parse('2026-01-20T15:00:00Z')

interface Panel {
  readonly id: number
  readonly title: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly query: string; readonly datasource: { readonly uid: string } }[]
}

interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] }
  readonly panels: readonly Panel[]
}

const files = readdirSync(new URL('dashboards/', FOLDER))
const dashboards = files.map(
  (name) => JSON.parse(readFileSync(new URL(`dashboards/${name}`, FOLDER), 'utf8')) as Dashboard,
)
const panels = dashboards.flatMap((dashboard) => dashboard.panels.map((panel) => ({ dashboard, panel })))
const datasource = (
  parse(readFileSync(new URL('provisioning/datasources/influxdb.yaml', FOLDER), 'utf8')) as {
    datasources: { uid: string; type: string; jsonData: Record<string, string> }[]
  }
).datasources[0]

/** A query as Grafana sends it: variables filled in, all sensors chosen. */
function asSent(query: string, devices: readonly string[]): string {
  const regex = devices.map((it) => it.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|')
  return query
    .replaceAll('$timeFilter', `time >= ${NOW - 86_400_000}ms and time <= ${NOW}ms`)
    .replaceAll('$__interval', '10m')
    .replaceAll(/\$\{device:regex\}/g, `(${regex})`)
}

test('the data source speaks InfluxQL by POST, and every panel and variable uses it', () => {
  expect(datasource).toMatchObject({ type: 'influxdb', jsonData: { httpMode: 'POST' } })
  expect(datasource?.jsonData).not.toHaveProperty('version')
  expect(files).toEqual(['fleet-health.json', 'snow-depth.json'])
  for (const { panel } of panels) {
    expect(panel.datasource.uid).toBe(datasource?.uid)
    expect(panel.targets.length).toBeGreaterThan(0)
    for (const target of panel.targets) expect(target.datasource.uid).toBe(datasource?.uid)
  }
})

test.each(dashboards)('$title: panels have ids of their own and do not lie over each other', (dashboard) => {
  const ids = dashboard.panels.map((it) => it.id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const a of dashboard.panels) {
    expect(a.gridPos.x + a.gridPos.w).toBeLessThanOrEqual(24)
    for (const b of dashboard.panels) {
      if (a.id >= b.id) continue
      const [p, q] = [a.gridPos, b.gridPos]
      const apart = p.x + p.w <= q.x || q.x + q.w <= p.x || p.y + p.h <= q.y || q.y + q.h <= p.y
      expect(apart, `${a.title} and ${b.title}`).toBe(true)
    }
  }
})

test('every query of readings is bounded in time and by the chosen sensors', () => {
  for (const { panel } of panels) {
    for (const { query } of panel.targets) {
      expect(query).toContain('$timeFilter')
      expect(query).toMatch(/\$\{device:regex\}/)
    }
  }
})

describe.skipIf(influxd === undefined)('on a real InfluxDB', () => {
  const devices = ['sensor.1', 'sensor-2']

  /** A day of readings of two sensors, one in six refused. */
  function lines(): string[] {
    return devices.flatMap((deviceId) =>
      [...Array(144).keys()].map((index) => {
        const atMs = NOW - index * 600_000
        const reading: StoredReading = {
          identity: `:${index}`,
          atMs,
          receivedAtMs: atMs + 2000,
          deviceAtMs: atMs,
          timeSource: 'device',
          boot: null,
          seq: index,
          distanceMm: 2000 - index,
          depthMm: null,
          airTempC: -4,
          echoQuality: 180,
          batteryV: 3.6,
          rssiDbm: -97,
          extra: null,
          judgedDepthMm: 1000 + index,
          flags: '11111',
          accepted: index % 6 !== 5,
        }
        return readingLine({ deviceId, slot: 0, reading })
      }),
    )
  }

  async function filled() {
    const server = await startInfluxd()
    await server.query('CREATE DATABASE snow')
    const written = await fetch(`${server.url}/write?db=snow`, { method: 'POST', body: lines().join('\n') })
    expect(written.status).toBe(204)
    return server
  }

  test('every query and variable answers with values', async () => {
    const server = await filled()
    for (const { templating } of dashboards) {
      for (const variable of templating.list) {
        const { series } = await server.query(variable.query, 'snow')
        expect(series[0]?.values.map((it) => it[1])).toEqual([...devices].sort())
      }
    }
    for (const { panel } of panels) {
      for (const { query } of panel.targets) {
        const { series } = await server.query(asSent(query, devices), 'snow')
        expect(series.length, panel.title).toBeGreaterThan(0)
        const values = series.flatMap((it) => it.values.flatMap((row) => row.slice(1)))
        expect(values.filter((it) => typeof it === 'number').length, panel.title).toBeGreaterThan(0)
      }
    }
  })

  test('another sensor chosen gives no values of these', async () => {
    const server = await filled()
    for (const { panel } of panels) {
      for (const { query } of panel.targets) {
        const { series } = await server.query(asSent(query, ['sensorX1']), 'snow')
        const values = series.flatMap((it) => it.values.flatMap((row) => row.slice(1)))
        expect(
          values.filter((it) => typeof it === 'number' && it !== 0),
          panel.title,
        ).toEqual([])
      }
    }
  })
})
