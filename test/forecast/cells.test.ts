import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellOf, cellsOf, distanceKm, groupsOf, middleOf, placeOfRoute } from '../../src/forecast/cells.ts'

test.each([
  { name: 'inside', lat: 40.82, lon: 140.74, deg: 0.1, want: '40.8500,140.7500' },
  { name: 'on the edge, where 40.8 / 0.1 is 407.99…', lat: 40.8, lon: 140.7, deg: 0.1, want: '40.8500,140.7500' },
  { name: 'south and west', lat: -33.91, lon: -70.01, deg: 0.1, want: '-33.9500,-70.0500' },
  { name: 'small cells', lat: 40.82, lon: 140.74, deg: 0.02, want: '40.8300,140.7500' },
  { name: 'the pole and the date line stay on the earth', lat: 90, lon: 180, deg: 1, want: '90.0000,180.0000' },
])('cellOf: $name', ({ lat, lon, deg, want }) => {
  expect(cellOf({ lat, lon }, deg)?.id).toBe(want)
})

test.each([
  [Number.NaN, 140],
  [91, 140],
  [40, 181],
])('%s, %s is nowhere', (lat, lon) => {
  expect(cellOf({ lat, lon }, 0.1)).toBeUndefined()
})

test('a cell’s centre lies in the cell, and no place is further from it than half a diagonal', () => {
  const place = fc.record({
    lat: fc.double({ min: -89, max: 89, noNaN: true }),
    lon: fc.double({ min: -179, max: 178, noNaN: true }),
  })
  fc.assert(
    fc.property(place, fc.double({ min: 0.02, max: 1, noNaN: true }), (at, deg) => {
      const cell = cellOf(at, deg)
      if (cell === undefined) throw new Error('no cell')
      expect(Math.abs(cell.lat - at.lat)).toBeLessThanOrEqual(deg / 2 + 1e-4)
      expect(Math.abs(cell.lon - at.lon)).toBeLessThanOrEqual(deg / 2 + 1e-4)
    }),
  )
})

test('10,000 routes of a prefecture are some tens of requests, however they lie', () => {
  // Aomori's box: 9,646 km² of land in 1.5° by 2.1°.
  const places = Array.from({ length: 10_000 }, (_, index) => ({
    lat: 40.2 + (((index * 7919) % 10_000) / 10_000) * 1.35,
    lon: 139.5 + (((index * 104_729) % 9973) / 9973) * 2.2,
  }))
  const cells = cellsOf(places, 0.1)
  expect(cells.length).toBeGreaterThan(200)
  expect(cells.length).toBeLessThan(350)
  expect(groupsOf(cells, 50).length).toBeLessThanOrEqual(7)
  expect(groupsOf(cells, 50).flat()).toEqual(cells)
  expect(cellsOf(places.toReversed(), 0.1)).toEqual(cells)
})

describe('where a route is', () => {
  const line = (...coordinates: [number, number][]) => ({ type: 'LineString', coordinates }) as const

  test.each([
    {
      name: 'half-way by length, not by points',
      of: line([140, 40], [140, 40.1], [140, 41]),
      want: { lat: 40.5, lon: 140 },
    },
    { name: 'a line of one point', of: line([140, 40]), want: { lat: 40, lon: 140 } },
    { name: 'twice the same point', of: line([140, 40], [140, 40]), want: { lat: 40, lon: 140 } },
  ])('$name', ({ of, want }) => {
    const found = middleOf(of)
    expect(found?.lat).toBeCloseTo(want.lat, 6)
    expect(found?.lon).toBeCloseTo(want.lon, 6)
  })

  test('without geometry it is where its first placed device is, else nowhere', () => {
    const devices = [
      { lat: null, lon: null },
      { lat: 40.5, lon: 140.5 },
      { lat: 41, lon: 141 },
    ]
    expect(placeOfRoute(null, devices)).toEqual({ lat: 40.5, lon: 140.5 })
    expect(placeOfRoute(line(), devices)).toEqual({ lat: 40.5, lon: 140.5 })
    expect(placeOfRoute(line([140, 40]), devices)).toEqual({ lat: 40, lon: 140 })
    expect(placeOfRoute(null, [])).toBeUndefined()
  })
})

test('a degree of latitude is 111 km', () => {
  expect(distanceKm({ lat: 40, lon: 140 }, { lat: 41, lon: 140 })).toBeCloseTo(111.2, 1)
  expect(distanceKm({ lat: 40, lon: 140 }, { lat: 40, lon: 141 })).toBeCloseTo(85.2, 1)
})
