import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/time.ts'
import { answer, CELL, NEIGHBOUR, place, read, SETTINGS, withHourly, withUnits } from './open-meteo-answer.ts'

describe('an answer that is not as documented is refused, naming field and value', () => {
  test.each([
    {
      name: 'unknown unit',
      body: withUnits({ temperature_2m: 'K' }),
      detail: /hourly_units\.temperature_2m is K; .*°C, °F/,
    },
    { name: 'unit of an inherited name', body: withUnits({ temperature_2m: 'constructor' }), detail: /is constructor/ },
    {
      name: 'no unit',
      body: withUnits({ precipitation: undefined }),
      detail: /hourly_units\.precipitation is missing/,
    },
    {
      name: 'humidity as a fraction’s unit',
      body: withUnits({ relative_humidity_2m: '1' }),
      detail: /relative_humidity_2m is 1/,
    },
    { name: 'times in seconds', body: withUnits({ time: 'unixtime' }), detail: /hourly_units\.time is unixtime/ },
    {
      name: 'fewer values than times',
      body: withHourly({ precipitation: [0, 0] }),
      detail: /hourly\.precipitation is 2; expected 3/,
    },
    {
      name: 'a text for a number',
      body: withHourly({ temperature_2m: [1, '2', 3] }),
      detail: /temperature_2m\[1\] is 2; expected a finite/,
    },
    {
      name: 'infinity',
      body: JSON.stringify(place()).replace('-4', '1e999'),
      detail: /temperature_2m\[1\] is null; expected a finite/,
    },
    {
      name: 'the same time twice',
      body: withHourly({ time: ['2026-01-20T00:00', '2026-01-20T00:00', '2026-01-20T01:00'] }),
      detail: /hourly\.time\[1\]/,
    },
    {
      name: 'half an hour',
      body: withHourly({ time: ['2026-01-20T00:00', '2026-01-20T01:30', '2026-01-20T03:00'] }),
      detail: /hourly\.time\[1\]/,
    },
    {
      name: 'falling times',
      body: withHourly({ time: ['2026-01-20T02:00', '2026-01-20T01:00', '2026-01-20T03:00'] }),
      detail: /hourly\.time\[1\]/,
    },
    {
      name: 'a time with zone',
      body: withHourly({ time: ['2026-01-20T00:00Z', '2026-01-20T01:00Z', '2026-01-20T03:00Z'] }),
      detail: /hourly\.time\[0\]/,
    },
    { name: 'no times', body: withHourly({ time: [] }), detail: /hourly\.time is 0/ },
    { name: 'no offset', body: { ...place(), utc_offset_seconds: undefined }, detail: /utc_offset_seconds is missing/ },
    {
      name: 'a missing variable',
      body: place({ hourly: { time: ['2026-01-20T00:00'] } }),
      detail: /hourly\.temperature_2m is missing/,
    },
    {
      name: 'several models',
      body: place({ hourly: { time: ['2026-01-20T00:00'], temperature_2m_jma_msm: [1] } }),
      detail: /set one model/,
    },
    {
      name: 'Kelvin under the name of °C',
      body: withHourly({ temperature_2m: [268, 269, 270] }),
      detail: /temperature_2m \(3 of 3 values\) is 268/,
    },
    {
      name: 'another place',
      body: place({ latitude: 41.2 }),
      detail: /latitude,longitude is 41\.2,140\.6875; .*40\.8,140\.7/,
    },
    { name: 'two places for one', body: [place(), place()], detail: /body is 2; expected 1 places/ },
    { name: 'a number', body: '17', detail: /body is 17; expected an object/ },
    { name: 'null', body: 'null', detail: /body is null/ },
    { name: 'nothing', body: '', detail: /body is ; expected JSON/ },
    {
      name: 'half an answer',
      body: JSON.stringify(place()).slice(0, 300),
      detail: /not valid JSON.*begins with \{"latitude/,
    },
    { name: 'plain text', body: 'Not today', detail: /not valid JSON/ },
    { name: 'an abyss', body: '['.repeat(100_000), detail: /nested deeper/ },
    { name: 'a page', body: '<html><title>Welcome</title></html>', detail: /not valid JSON/ },
  ])('$name', ({ body, detail }) => {
    expect(read(answer(body))).toEqual({
      kind: 'refused',
      why: 'unreadable',
      detail: expect.stringMatching(detail),
      retryAfterMs: null,
    })
  })

  test('the second of two places is named', () => {
    const wrong = withHourly({ precipitation: [] })
    expect(read(answer([place(), wrong]), [CELL, NEIGHBOUR])).toMatchObject({
      detail: /^\[1\]\.hourly\.precipitation is 0/,
    })
  })

  test('places in another order than asked', () => {
    const far = { ...NEIGHBOUR, lat: 42 }
    expect(read(answer([place({ latitude: 42 }), place()]), [CELL, far])).toMatchObject({
      kind: 'refused',
      why: 'unreadable',
    })
  })
})

describe('a refusal is understood', () => {
  const said = (reason: string) => ({ error: true, reason })
  test.each([
    {
      name: 'a minute’s limit',
      body: said('Minutely API request limit exceeded. Please try again in one minute.'),
      status: 429,
      why: 'rate-limited',
      retryAfterMs: MINUTE_MS,
    },
    {
      name: 'an hour’s limit',
      body: said('Hourly API request limit exceeded. Please try again in the next hour.'),
      status: 429,
      why: 'rate-limited',
      retryAfterMs: 40 * MINUTE_MS,
    },
    {
      name: 'a day’s limit',
      body: said('Daily API request limit exceeded. Please try again tomorrow.'),
      status: 429,
      why: 'rate-limited',
      retryAfterMs: 14 * HOUR_MS + 40 * MINUTE_MS,
    },
    {
      name: 'too many at once',
      body: said('Too many concurrent requests'),
      status: 429,
      why: 'rate-limited',
      retryAfterMs: MINUTE_MS,
    },
    { name: 'overload', body: said('The service is overloaded'), status: 503, why: 'overloaded', retryAfterMs: null },
    {
      name: 'overload under 200',
      body: said('The service is overloaded'),
      status: 200,
      why: 'overloaded',
      retryAfterMs: null,
    },
    {
      name: 'a wrong key',
      body: said('The supplied API key is invalid.'),
      status: 400,
      why: 'unauthorised',
      retryAfterMs: null,
    },
    {
      name: 'a wrong model',
      body: said('Cannot initialize MultiDomains from invalid String value jma_x'),
      status: 400,
      why: 'bad-request',
      retryAfterMs: null,
    },
    { name: 'an error of its own', body: said('Unexpected'), status: 500, why: 'unavailable', retryAfterMs: null },
    { name: 'no reason', body: { error: true }, status: 400, why: 'bad-request', retryAfterMs: null },
    { name: 'a bare 429', body: '', status: 429, why: 'rate-limited', retryAfterMs: null },
    { name: '401', body: 'no', status: 401, why: 'unauthorised', retryAfterMs: null },
    { name: '404', body: '{"error":"Not Found"}', status: 404, why: 'bad-request', retryAfterMs: null },
    {
      name: '502',
      body: '<html><head><title>502 Bad Gateway</title></head></html>',
      status: 502,
      why: 'unavailable',
      retryAfterMs: null,
    },
    { name: '525', body: 'error code: 525', status: 525, why: 'unavailable', retryAfterMs: null },
    { name: 'a redirect', body: '', status: 302, why: 'bad-request', retryAfterMs: null },
  ])('$name', ({ body, status, why, retryAfterMs }) => {
    expect(read(answer(body, status))).toEqual({
      kind: 'refused',
      why,
      retryAfterMs,
      detail: expect.stringMatching(/\S/),
    })
  })

  test.each([
    { header: '120', want: 120_000 },
    { header: 'Tue, 20 Jan 2026 09:30:00 GMT', want: 10 * MINUTE_MS },
    { header: 'Tue, 20 Jan 2026 09:00:00 GMT', want: 0 },
    { header: '99999999', want: DAY_MS },
    { header: 'soon', want: null },
    { header: '-5', want: null },
  ])('Retry-After: $header', ({ header, want }) => {
    expect(read(answer('', 503, { 'retry-after': header }))).toMatchObject({ kind: 'refused', retryAfterMs: want })
  })

  test('Retry-After weighs more than the reason', () => {
    const limited = answer(said('Daily API request limit exceeded.'), 429, { 'retry-after': '90' })
    expect(read(limited)).toMatchObject({ why: 'rate-limited', retryAfterMs: 90_000 })
  })

  test('never shows the key, though the service repeats it', () => {
    const settings = { ...SETTINGS, apiKey: 'sesame' }
    const told = read(answer(said('No such apikey=sesame in sesame'), 400), [CELL], settings)
    expect(told).toMatchObject({ kind: 'refused', why: 'unauthorised', detail: 'No such apikey=*** in ***' })
  })
})
