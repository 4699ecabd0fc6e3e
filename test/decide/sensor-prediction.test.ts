import { describe, expect, test } from 'vitest'
import { sensorPrediction } from '../../src/decide/sensor-prediction.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { EMPTY_SENSOR, foldPass } from '../../src/snow/fold.ts'
import { at, sensor } from '../support/sensor.ts'
import { folded, known, rise, run } from './predicting.ts'

const NOW_MIN = 240
const SNOWING = folded(rise(2), NOW_MIN)
const FORECAST = { forecast: run(2, NOW_MIN), stale: false }

describe('a sensor in order', () => {
  const it = known(sensorPrediction(sensor(), SNOWING, FORECAST, at(NOW_MIN)))

  test('is predicted from what it measured and what is forecast', () => {
    expect(it).toMatchObject({ sensor: 'ok', faults: [], prediction: { degraded: [], forecastRunId: 'run-7' } })
    expect(it.forecast).toBe(FORECAST.forecast)
    expect(it.inputs).toEqual({
      readingAtMs: at(NOW_MIN),
      readingIdentity: `@${at(NOW_MIN)}`,
      samples: 25,
      firstSampleAtMs: at(0),
      airTempC: 0,
    })
    expect(it.prediction.situation.levelCm).toBeCloseTo(8, 0)
    expect(it.prediction.situation.youngLayerCm).toBeGreaterThan(6)
    expect(it.prediction.depthSincePassCm).toBe(it.now.depthSincePassCm)
  })

  test('in a storm more will lie', () => {
    expect(it.prediction.leads[5]?.depthCm.p50).toBeGreaterThan(11)
  })
})

describe('nothing can be said', () => {
  test.each([
    {
      name: 'of a device that measures no snow',
      state: undefined,
      minutes: 0,
      reason: 'no-depth',
      sensorIs: 'no-data',
    },
    { name: 'of a sensor never heard', state: EMPTY_SENSOR, minutes: 0, reason: 'no-data', sensorIs: 'no-data' },
    { name: 'after more than two hours of silence', state: SNOWING, minutes: 121, reason: 'silent', sensorIs: 'stale' },
  ])('$name: $reason', ({ state, minutes, reason, sensorIs }) => {
    const it = sensorPrediction(sensor(), state, FORECAST, at(NOW_MIN + minutes))
    expect(it).toMatchObject({ status: 'unknown', reason, sensor: sensorIs })
  })

  test('two hours of silence are bearable, and told', () => {
    expect(sensorPrediction(sensor(), SNOWING, FORECAST, at(NOW_MIN + 120))).toMatchObject({
      status: 'known',
      sensor: 'stale',
    })
  })
})

test('a suspect sensor is predicted from what was accepted, and says so', () => {
  const state = folded([60], NOW_MIN + 10, sensor(), { airTempC: 0 }, SNOWING)
  const it = known(sensorPrediction(sensor(), state, FORECAST, at(NOW_MIN + 10)))
  expect(it.sensor).toBe('suspect')
  expect(it.inputs.readingAtMs).toBe(at(NOW_MIN))
  expect(it.prediction.situation.levelCm).toBeLessThan(9)
})

describe('the surface that lies now', () => {
  test('begins with the fall that was confirmed', () => {
    const state = folded([1, 1, 1, 1.2, 1.4], NOW_MIN + 50, sensor(), { airTempC: 0 }, SNOWING)
    const it = known(sensorPrediction(sensor(), state, FORECAST, at(NOW_MIN + 50)))
    expect(it.inputs.firstSampleAtMs).toBeGreaterThan(at(NOW_MIN))
    // the pass that the sensor saw stands in the course of the values beside the sample it was seen in
    const moments = state.snow.history
      .filter((one) => one.atMs >= (it.inputs.firstSampleAtMs ?? 0))
      .map((one) => one.atMs)
    expect(new Set(moments).size).toBeLessThan(moments.length)
    expect(it.inputs.samples).toBe(new Set(moments).size)
    expect(it.prediction.situation.levelCm).toBeLessThan(2)
    expect(it.prediction.depthSincePassCm).toBeLessThan(1)
  })

  test('a reported pass is no sample, and does not hide what the surface does', () => {
    const state = foldPass(SNOWING, at(NOW_MIN + 5), 'contractor')
    const it = known(sensorPrediction(sensor(), state, FORECAST, at(NOW_MIN + 5)))
    const before = known(sensorPrediction(sensor(), SNOWING, FORECAST, at(NOW_MIN + 5)))
    expect(it.inputs).toEqual(before.inputs)
    expect(it.prediction.situation).toEqual(before.prediction.situation)
    expect(it.prediction.depthSincePassCm).toBe(0)
  })
})

describe('air temperature', () => {
  const mute = (airTempC: number | null) =>
    folded(rise(1), NOW_MIN, sensor({ temperatureCompensated: true }), { airTempC })
  const oldOwn = folded(
    [4, 4, 4, 4, 4, 4, 4],
    NOW_MIN + 120,
    sensor(),
    { airTempC: null },
    folded([4], NOW_MIN, sensor(), { airTempC: -1 }),
  )
  test.each([
    { name: 'its own', state: mute(-2), minutes: NOW_MIN, want: -2, forecast: FORECAST },
    { name: 'of two hours ago', state: oldOwn, minutes: NOW_MIN + 120, want: -1, forecast: FORECAST },
    {
      name: 'the forecast’s, where its own is older',
      state: oldOwn,
      minutes: NOW_MIN + 121,
      want: -4,
      forecast: FORECAST,
    },
    { name: 'the forecast’s, where it has none', state: mute(null), minutes: NOW_MIN, want: -4, forecast: FORECAST },
    { name: 'nobody’s', state: mute(null), minutes: NOW_MIN, want: null, forecast: undefined },
    {
      name: 'nobody’s, of a run of the day before',
      state: mute(null),
      minutes: NOW_MIN,
      want: null,
      forecast: { forecast: run(1, NOW_MIN, { receivedAtMs: at(NOW_MIN) - 25 * HOUR_MS }), stale: true },
    },
    {
      name: 'nobody’s, of an hour the run does not hold',
      state: mute(null),
      minutes: NOW_MIN,
      want: null,
      forecast: { forecast: run(1, NOW_MIN - 49 * 60, { receivedAtMs: at(NOW_MIN) - HOUR_MS }), stale: false },
    },
  ])('$name: $want', ({ state, minutes, want, forecast }) => {
    const it = known(sensorPrediction(sensor(), state, forecast, at(minutes)))
    expect(it.inputs.airTempC).toBe(want)
    expect(it.prediction.degraded.includes('no-temperature')).toBe(want === null)
  })
})

describe('the forecast', () => {
  test('none: the course of the snow alone', () => {
    const it = known(sensorPrediction(sensor(), SNOWING, undefined, at(NOW_MIN)))
    expect(it).toMatchObject({ forecast: null, prediction: { degraded: ['no-forecast'], forecastRunId: null } })
  })

  test('too short: not used, and not named', () => {
    const short = run(2, NOW_MIN)
    const it = known(
      sensorPrediction(
        sensor(),
        SNOWING,
        { forecast: { ...short, hours: short.hours.slice(0, 8) }, stale: false },
        at(NOW_MIN),
      ),
    )
    expect(it).toMatchObject({ forecast: null, prediction: { degraded: ['no-forecast'] } })
  })

  test('stale as the archive sees it: used, and told once', () => {
    const it = known(sensorPrediction(sensor(), SNOWING, { ...FORECAST, stale: true }, at(NOW_MIN)))
    expect(it.prediction).toMatchObject({ degraded: ['stale-forecast'], forecastRunId: 'run-7' })
    const old = run(2, NOW_MIN, { receivedAtMs: at(NOW_MIN) - 7 * HOUR_MS })
    expect(
      known(sensorPrediction(sensor(), SNOWING, { forecast: old, stale: true }, at(NOW_MIN))).prediction.degraded,
    ).toEqual(['stale-forecast'])
  })
})
