import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { dashboards, files, panels, textOf } from './grafana-files.ts'

const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url))

const { datasources } = parse(textOf('provisioning/datasources/influxdb.yaml')) as {
  datasources: { uid: string; type: string; jsonData: Record<string, string> }[]
}
const [datasource] = datasources

test('the data source speaks InfluxQL by POST, and every panel and variable uses it', () => {
  expect(datasource).toMatchObject({ type: 'influxdb', jsonData: { httpMode: 'POST' } })
  expect(datasource?.jsonData).not.toHaveProperty('version')
  expect(files).toEqual(['fleet-health.json', 'ingest.json', 'orders.json', 'snow-depth.json'])
  for (const { templating } of dashboards)
    for (const variable of templating.list) expect(variable.datasource?.uid).toBe(datasource?.uid)
  for (const { panel } of panels) {
    expect(panel.datasource?.uid).toBe(datasource?.uid)
    expect(panel.targets.length).toBeGreaterThan(0)
    for (const target of panel.targets) expect(target.datasource.uid).toBe(datasource?.uid)
  }
})

test('dashboards and panels have names and ids of their own, and every panel says what it shows', () => {
  expect(new Set(dashboards.map((it) => it.uid)).size).toBe(files.length)
  for (const { templating } of dashboards) expect(templating.list.length).toBeGreaterThan(0)
  for (const { dashboard, panel } of panels)
    expect(panel.description, `${dashboard.title}: ${panel.title}`).toBeTruthy()
})

test.each(dashboards)('$title: panels have ids of their own and do not lie over each other', (dashboard) => {
  const placed = dashboard.panels.map(({ id, title, gridPos }) => {
    const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {}
    return { id, title, x, y, w, h }
  })
  expect(new Set(placed.map((it) => it.id)).size).toBe(placed.length)
  for (const [index, a] of placed.entries()) {
    expect(a.w * a.h, `${a.title} has a size`).toBeGreaterThan(0)
    expect(a.x + a.w).toBeLessThanOrEqual(24)
    for (const b of placed.slice(index + 1)) {
      const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
      expect(apart, `${a.title} and ${b.title}`).toBe(true)
    }
  }
})

test('every query is bounded in time, and uses only variables its dashboard has', () => {
  for (const { dashboard, panel } of panels) {
    const known = dashboard.templating.list.map((it) => it.name)
    for (const { query } of panel.targets) {
      expect(query).toContain('$timeFilter')
      for (const [, name] of query.matchAll(/\$\{(\w+):regex\}/g)) expect(known).toContain(name)
      expect(query.replaceAll(/\$timeFilter|\$__interval|\$\{\w+:regex\}|\$\//g, '')).not.toContain('$')
    }
  }
})

describe("Grafana's own types", () => {
  /** What the compiler says of dashboards, by the types of @grafana/schema that grafana-schema.ts puts together. */
  function compiled(texts: readonly string[]): string {
    mkdirSync(join(MODULES, '.cache'), { recursive: true })
    const dir = mkdtempSync(join(MODULES, '.cache', 'grafana-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const type = "import type { DashboardFile } from '../../../test/deploy/grafana-schema.ts'"
    const paths = texts.map((text, index) => {
      const path = join(dir, `${index}.ts`)
      writeFileSync(path, `${type}\nexport const it: DashboardFile = ${text}`)
      return path
    })
    const strict = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext']
    const args = [...strict, '--allowImportingTsExtensions', '--skipLibCheck', '--types', '', ...paths]
    try {
      return execFileSync(join(MODULES, '.bin', 'tsc'), args, { encoding: 'utf8' })
    } catch (error) {
      return (error as { stdout: string }).stdout
    }
  }

  test('allow every dashboard', () => {
    expect(compiled(files.map((it) => textOf(`dashboards/${it}`)))).toBe('')
  })

  test.each([
    { name: 'a kind of panel that is not', from: '"type": "stat"', to: '"type": "stats"' },
    { name: 'a value that an option does not have', from: '"colorMode": "value"', to: '"colorMode": "values"' },
    { name: 'a property that is not', from: '"drawStyle"', to: '"drawStile"' },
    { name: 'text for a number', from: '"schemaVersion": 39', to: '"schemaVersion": "39"' },
  ])('would refuse $name', ({ from, to }) => {
    const text = textOf('dashboards/orders.json')
    expect(text).toContain(from)
    expect(compiled([text.replace(from, to)])).toMatch(/error TS\d+/)
  })
})
