import { beforeAll, describe, expect, test } from 'vitest'
import { evaluateSnowfall, type SnowfallReport } from '../../bench/skill/snowfall.ts'
import { readStations } from '../../bench/skill/stations.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'

const absent = lacksSharedData('depth')

/** The counting of snow on recorded winters; docs/snow-state.md names the figures. */
describe.skipIf(absent)('on recorded winters', () => {
  let report: SnowfallReport
  beforeAll(() => {
    const dir = sharedData('depth')
    report = evaluateSnowfall(readStations(dir).stations, dir)
  }, 60_000)

  test('new snow comes nearer to the measured snowfall than either sum', () => {
    const sums = report.sums.find((it) => it.station === report.measured?.station)
    const measuredCm = report.measured?.snowCm ?? 0
    const missed = (cm: number | undefined) => Math.abs((cm ?? 0) - measuredCm) / measuredCm
    expect(measuredCm).toBeGreaterThan(0)
    expect(missed(sums?.newSnowCm)).toBeLessThan(0.1)
    expect(missed(sums?.newSnowCm)).toBeLessThan(missed(sums?.rawCm))
    expect(missed(sums?.newSnowCm)).toBeLessThan(missed(sums?.hourlySumCm))
  })

  test('a summer without snow has none, where the sums find metres of grass', () => {
    const summers = report.sums.map((it) => it.summer)
    expect(Math.max(...summers.map((it) => it.hourlySumCm))).toBeGreaterThan(100)
    for (const { newSnowCm } of summers) expect(newSnowCm).toBeLessThan(10)
  })

  test('noise is not summed into snowfall', () => {
    const [clean, ...noisy] = report.noisy
    const cleanCm = clean?.newSnowCm ?? 0
    expect(noisy.length).toBeGreaterThan(3)
    for (const { newSnowCm, hourlySumCm } of noisy) {
      expect(newSnowCm).toBeLessThan(1.3 * cleanCm)
      if (hourlySumCm > 1.3 * cleanCm) expect(newSnowCm).toBeLessThan(hourlySumCm)
    }
  })

  test('the law of settling beats none at 6, 12 and 24 h', () => {
    expect(report.settling.map((it) => it.leadH)).toEqual([6, 12, 24])
    for (const { storms, lawCm, noneCm } of report.settling) {
      expect(storms).toBeGreaterThan(80)
      expect(lawCm).toBeLessThan(0.75 * noneCm)
    }
  })
})
