import { describe, expect, test } from 'vitest'
import { loneRises } from '../../src/decide/lone-rises.ts'
import type { Device } from '../../src/domain/device.ts'
import { EMPTY_SENSOR, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { over, reading, sensor } from '../support/sensor.ts'

function stateOf(depthsCm: readonly number[], saying: number | null = null): SensorState {
  const witness = { airTempC: () => null, snowfallCm: () => saying }
  return depthsCm.reduce(
    (it, depthCm, index) => foldReading(it, reading(index * 10, over(depthCm)), sensor(), witness).state,
    EMPTY_SENSOR,
  )
}

const QUICK = [5, 5, 5, 5, 9, 13, 17, 17, 17]
const FLAT = [5, 5, 5, 5, 5, 5, 5, 5, 5]
/** More than snow can do; believed after 15 minutes. */
const STEP = [5, 5, 5, 5, 15, 15, 15, 15, 15]

interface Around {
  readonly device: Partial<Device>
  readonly depthsCm: readonly number[] | undefined
}

async function ask(depthsCm: readonly number[], others: readonly Around[], saying: number | null = null) {
  const asked: string[] = []
  let blockRead = 0
  const own = sensor({ id: 'own', lat: 39, lon: 140 })
  const devices = others.map((it, index) => sensor({ id: `n${index}`, ...it.device }))
  const found = await loneRises([{ device: own, state: stateOf(depthsCm, saying) }], {
    blockDevices: async () => {
      blockRead++
      return [own, ...devices]
    },
    stateOf: async (id) => {
      asked.push(id)
      const other = others[devices.findIndex((it) => it.id === id)]
      return other?.depthsCm && stateOf(other.depthsCm)
    },
  })
  return { rise: found.get('own'), asked, blockRead }
}

describe('a quick rise', () => {
  test('that no neighbour saw is alone', async () => {
    const { rise } = await ask(QUICK, [
      { device: {}, depthsCm: FLAT },
      { device: {}, depthsCm: FLAT },
    ])
    expect(rise).toEqual({ riseCm: 12, neighbours: 2 })
  })

  test('that one saw is not', async () => {
    const around = [
      { device: {}, depthsCm: FLAT },
      { device: {}, depthsCm: [5, 5, 5, 6, 7, 8, 9, 9, 9] },
    ]
    expect((await ask(QUICK, around)).rise).toBeUndefined()
  })

  test('is not where nobody could see it', async () => {
    expect((await ask(QUICK, [])).rise).toBeUndefined()
    expect((await ask(QUICK, [{ device: {}, depthsCm: undefined }])).rise).toBeUndefined()
  })

  test('is when the forecast denies it, and not asked about when it tells of snow', async () => {
    expect((await ask(QUICK, [], 0)).rise).toEqual({ riseCm: 12, neighbours: 0 })
    expect(await ask(QUICK, [{ device: {}, depthsCm: FLAT }], 9)).toMatchObject({ rise: undefined, blockRead: 0 })
  })
})

test('a step that nobody bears out is alone, though nobody could be asked', async () => {
  expect((await ask(STEP, [])).rise).toEqual({ riseCm: 10, neighbours: 0 })
})

test('without a rise nothing is read', async () => {
  expect(await ask(FLAT, [{ device: {}, depthsCm: FLAT }])).toEqual({ rise: undefined, asked: [], blockRead: 0 })
})

test('of a large block the eight nearest are asked, those without a place last', async () => {
  const places = Array.from({ length: 30 }, (_, index) => ({
    device: index % 3 === 0 ? { lat: null, lon: null } : { lat: 39 + (30 - index) / 100, lon: 140 },
    depthsCm: FLAT,
  }))
  const { asked, rise } = await ask(QUICK, places)
  expect(asked).toEqual(['n29', 'n28', 'n26', 'n25', 'n23', 'n22', 'n20', 'n19'])
  expect(rise?.neighbours).toBe(8)
})
