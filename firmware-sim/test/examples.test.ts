import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkDistrict } from '../../src/district/check-district.ts'
import { ID_SECTIONS } from '../../src/district/district.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { readDistrict, readScenario } from '../cli/files.ts'
import { createField } from '../field.ts'

const scenario = readScenario('examples/storm-night.json')
const devices = readDistrict('examples/district.json')
const district = checkDistrict(JSON.parse(readFileSync('examples/district.json', 'utf8')), {
  timeZone: 'UTC',
  known: Object.fromEntries(ID_SECTIONS.map((it) => [it, new Set<string>()])) as never,
  foreign: Object.fromEntries(ID_SECTIONS.map((it) => [it, new Map<string, string>()])) as never,
  devEuis: new Map(),
  checkWebhookUrl: () => undefined,
})

test('the example district is valid and complete', () => {
  if (Array.isArray(district)) throw new Error(JSON.stringify(district))
  const { blocks, routes, contractors, criteria, roster } = district as Exclude<typeof district, readonly unknown[]>
  expect([blocks.length, routes.length, devices.size, contractors.length, criteria.length]).toEqual([3, 12, 24, 3, 4])
  for (const route of routes) {
    const surfaces = [...devices.values()].filter((it) => it.routeId === route.id).map((it) => it.surface)
    expect(surfaces.sort()).toEqual(['carriageway', 'roadside'])
  }
  for (const block of blocks) {
    const ranks = (roster ?? []).filter((it) => it.blockId === block.id)
    expect(ranks.map((it) => it.rank)).toEqual([1, 2])
    expect(new Set(ranks.map((it) => it.contractorId)).size).toBe(2)
  }
})

test('the storm reaches every criterion on every route, and its faults are of the district and end before it', () => {
  const field = createField(scenario)
  for (const place of devices.values()) expect(field.conditions(place, scenario.endMs).depthCm).toBeGreaterThan(20)
  for (const fault of scenario.faults) {
    expect(devices.has(fault.device)).toBe(true)
    expect(fault.fromMs).toBeGreaterThanOrEqual(scenario.startMs)
    expect(fault.toMs).toBeLessThan(scenario.endMs - 20 * MINUTE_MS)
  }
})

test('the storm is heavy between ten and four, and cold', () => {
  for (const point of scenario.weather) {
    const hour = (new Date(point.atMs).getUTCHours() + 9) % 24
    expect(point.snowfallCmPerH >= 3).toBe(hour >= 22 || hour <= 4)
    expect(point.airTempC).toBeLessThan(0)
  }
})
