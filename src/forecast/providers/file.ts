import { type Static, Type } from 'typebox'
import type { ForecastHour } from '../../domain/forecast.ts'
import { schemaProblems, shortText } from '../../domain/schema-problems.ts'
import { type EpochMs, HOUR_MS, parseInstant } from '../../domain/time.ts'
import type { FieldProblem } from '../../errors.ts'
import { PLAUSIBLE, type Plausible } from './plausible.ts'
import { jsonIn, readOr } from './unreadable.ts'

/**
 * Forecast runs from a file of ours (docs/forecast.md, `examples/forecast.json`): for places without a service, for
 * replays of past nights, for tests. Strict: a run that is not as described is a fault of the file, not of the weather.
 */

const IsoTime = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'an ISO 8601 time with its zone, e.g. 2026-01-20T06:00+09:00',
})

function measured({ min, max }: Plausible, description: string) {
  return Type.Optional(Type.Number({ minimum: min, maximum: max, description }))
}

const HourSchema = Type.Object({
  from: IsoTime,
  airTempC: measured(PLAUSIBLE.airTempC, 'mean of the hour, °C'),
  relativeHumidityPct: measured(PLAUSIBLE.relativeHumidityPct, 'mean of the hour, %'),
  precipitationMm: measured(PLAUSIBLE.precipitationMm, 'rain and snow of the hour as water, mm'),
  windMs: measured(PLAUSIBLE.windMs, 'mean of the hour, m/s'),
})

const RunSchema = Type.Object({
  lat: Type.Number({ minimum: -90, maximum: 90, description: 'degrees north' }),
  lon: Type.Number({ minimum: -180, maximum: 180, description: 'degrees east' }),
  model: Type.String({ minLength: 1, maxLength: 64 }),
  issuedAt: IsoTime,
  receivedAt: Type.Optional(IsoTime),
  hours: Type.Array(HourSchema, { minItems: 1 }),
})

const FileSchema = Type.Object({ runs: Type.Array(RunSchema) })
type RawRun = Static<typeof RunSchema>

/** Sixteen days by the hour are the most any service gives; more is a mistake. */
const MAX_HOURS = 24 * 16

/** A run as the file tells it. */
export interface FileRun {
  readonly lat: number
  readonly lon: number
  readonly model: string
  readonly issuedAtMs: EpochMs
  /** When the run was known, for a replay of the past; absent: when the file is read. */
  readonly receivedAtMs?: EpochMs
  readonly hours: readonly ForecastHour[]
}

/** All runs of a file, or all that is wrong with it. */
export type ForecastFile = { readonly runs: readonly FileRun[] } | { readonly problems: readonly FieldProblem[] }

/** Reads a whole forecast file; with any problem, nothing of it. Never throws. */
export function readForecastFile(text: string): ForecastFile {
  return readOr<ForecastFile, ForecastFile>(
    () => {
      const value = jsonIn(text)
      const shape = schemaProblems(FileSchema, value)
      if (shape.length > 0) return { problems: shape }
      const { runs: raw } = value as Static<typeof FileSchema>
      const runs = raw.map(fileRun)
      const problems = [...raw.flatMap(instantProblems), ...runs.flatMap(orderProblems), ...repeats(runs)]
      return problems.length > 0 ? { problems } : { runs }
    },
    (detail) => ({ problems: [{ field: 'file', message: `${detail}; write it as examples/forecast.json` }] }),
  )
}

function fileRun(raw: RawRun): FileRun {
  const { lat, lon, model, issuedAt, receivedAt } = raw
  const hours = raw.hours.map((it) => ({
    fromMs: instant(it.from),
    airTempC: it.airTempC ?? null,
    relativeHumidityPct: it.relativeHumidityPct ?? null,
    precipitationMm: it.precipitationMm ?? null,
    windMs: it.windMs ?? null,
  }))
  const run = { lat, lon, model, issuedAtMs: instant(issuedAt), hours }
  return receivedAt == null ? run : { ...run, receivedAtMs: instant(receivedAt) }
}

/** NaN for a text of the right form that is no date, such as the 40th of May; `instantProblems` refuses it. */
function instant(text: string): EpochMs {
  return parseInstant(text) ?? Number.NaN
}

function instantProblems(run: RawRun, index: number): FieldProblem[] {
  const times = [
    ['issuedAt', run.issuedAt],
    ['receivedAt', run.receivedAt ?? undefined],
    ...run.hours.map((it, hour) => [`hours[${hour}].from`, it.from] as const),
  ] as const
  return times.flatMap(([name, text]) =>
    text === undefined || parseInstant(text) !== undefined
      ? []
      : [{ field: `runs[${index}].${name}`, message: 'must be a date that exists', value: shortText(text) }],
  )
}

function orderProblems(run: FileRun, index: number): FieldProblem[] {
  const path = `runs[${index}]`
  const problems: FieldProblem[] = []
  if (run.hours.length > MAX_HOURS) {
    problems.push({
      field: `${path}.hours`,
      message: `must have at most ${MAX_HOURS} entries, not ${run.hours.length}`,
    })
  }
  if (run.receivedAtMs !== undefined && run.receivedAtMs < run.issuedAtMs) {
    problems.push({
      field: `${path}.receivedAt`,
      message: 'must not be before issuedAt: a run cannot be known before it is made',
      value: new Date(run.receivedAtMs).toISOString(),
    })
  }
  run.hours.forEach(({ fromMs }, hour) => {
    const before = run.hours[hour - 1]
    if (before === undefined || !(fromMs - before.fromMs < HOUR_MS)) return
    problems.push({
      field: `${path}.hours[${hour}].from`,
      message: 'must be an hour or more after the entry before it; put the hours in order, each once',
      value: new Date(fromMs).toISOString(),
    })
  })
  return problems
}

function repeats(runs: readonly FileRun[]): FieldProblem[] {
  const first = new Map<string, number>()
  return runs.flatMap((run, index) => {
    const key = JSON.stringify([run.lat, run.lon, run.model, run.issuedAtMs, run.receivedAtMs ?? null])
    const same = first.get(key)
    if (same === undefined) first.set(key, index)
    if (same === undefined) return []
    return [
      { field: `runs[${index}]`, message: `repeats runs[${same}]: same place, model and times; remove one of them` },
    ]
  })
}
