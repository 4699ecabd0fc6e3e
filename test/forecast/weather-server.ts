import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { METRIC_UNITS } from './providers/open-meteo-answer.ts'

export interface Asked {
  readonly url: URL
  readonly headers: Readonly<IncomingMessage['headers']>
}

/** Answers one request; `count` is its number, from 1. */
export type Answer = (asked: Asked, response: ServerResponse, count: number) => unknown

export interface WeatherServer {
  readonly url: string
  readonly asked: Asked[]
  /** Answers otherwise from now on. */
  answer: Answer
}

/** A weather service on loopback: a real HTTP server that answers as told; closed when the test ends. */
export async function weatherServer(answer: Answer): Promise<WeatherServer> {
  const it = { url: '', asked: [] as Asked[], answer }
  const server = createServer((request, response) => {
    const asked = { url: new URL(request.url ?? '/', it.url), headers: request.headers }
    it.asked.push(asked)
    it.answer(asked, response, it.asked.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return it
}

interface Weather {
  /** First hour told, epoch ms. */
  readonly fromMs: number
  readonly hours?: number
  readonly airTempC?: number
  readonly precipitationMm?: number
}

/** Answers as Open-Meteo would: every place asked for, the same weather everywhere. */
export function openMeteoAnswer(weather: () => Weather, headers: Readonly<Record<string, string>> = {}): Answer {
  return ({ url }, response) => {
    const [lats, lons] = ['latitude', 'longitude'].map((it) => (url.searchParams.get(it) ?? '').split(',').map(Number))
    const places = (lats ?? []).map((latitude, index) => placeTold(latitude, lons?.[index] ?? 0, weather()))
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(places.length === 1 ? places[0] : places))
  }
}

function placeTold(latitude: number, longitude: number, weather: Weather) {
  const { fromMs, hours = 24, airTempC = -3, precipitationMm = 1 } = weather
  const startMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS
  const times = Array.from({ length: hours + 1 }, (_, index) => new Date(startMs + index * HOUR_MS))
  const every = (value: number) => times.map(() => value)
  return {
    latitude,
    longitude,
    utc_offset_seconds: 0,
    hourly_units: METRIC_UNITS,
    hourly: {
      time: times.map((it) => it.toISOString().slice(0, 16)),
      temperature_2m: every(airTempC),
      relative_humidity_2m: every(90),
      precipitation: every(precipitationMm),
      wind_speed_10m: every(2),
    },
  }
}

/** Answers a status and a body. */
export function status(code: number, body = '', headers: Readonly<Record<string, string>> = {}): Answer {
  return (_asked, response) => response.writeHead(code, headers).end(body)
}
