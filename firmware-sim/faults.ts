import { isId } from '../src/domain/device.ts'
import { HOUR_MS, MINUTE_MS, parseInstant, SECOND_MS } from '../src/domain/time.ts'
import type { FieldProblem } from '../src/errors.ts'
import { Fields } from './fields.ts'
import { InputError, inputError } from './input-error.ts'

/** What goes wrong in the field; each holds for one device (or `*`, all of them) from `fromMs` until before `toMs`. */
export type Fault = FaultWindow & FaultKind

interface FaultWindow {
  readonly device: string
  readonly fromMs: number
  readonly toMs: number
}

type FaultKind =
  /** Single samples off by `magnitudeMm` either way, each with `probability`. */
  | { readonly kind: 'spike'; readonly magnitudeMm: number; readonly probability: number }
  /** The value of the window's first sample is repeated. */
  | { readonly kind: 'stuck' }
  /** The distance creeps away. */
  | { readonly kind: 'drift'; readonly mmPerH: number }
  /** No echo: distance null, quality 0. */
  | { readonly kind: 'echo-loss' }
  /** No power: no samples, and a new boot afterwards. */
  | { readonly kind: 'dropout' }
  /** Radio off: samples go to the buffer. */
  | { readonly kind: 'offline' }
  /** The device's clock is wrong by `offsetS`. */
  | { readonly kind: 'clock-jump'; readonly offsetS: number }
  /** Every message is sent again after it was acknowledged. */
  | { readonly kind: 'duplicate' }
  /** The JSON is cut short on its way out. */
  | { readonly kind: 'garbage' }
  /** A vehicle of `heightMm` stands under the beam. */
  | { readonly kind: 'obstacle'; readonly heightMm: number }

export const FAULT_KINDS = [
  'spike',
  'stuck',
  'drift',
  'echo-loss',
  'dropout',
  'offline',
  'clock-jump',
  'duplicate',
  'garbage',
  'obstacle',
] as const satisfies readonly FaultKind['kind'][]

/** Device of a fault that concerns every device. */
export const EVERY_DEVICE = '*'

/** Reads one fault of a scenario file: `{kind, device, from, to}` and the figures its kind takes. */
export function readFault(fields: Fields): Fault {
  const device = fields.text('device')
  if (device !== '' && device !== EVERY_DEVICE && !isId(device))
    fields.note('device', 'must be a device id, or * for all')
  const window = { device, fromMs: fields.instant('from'), toMs: fields.instant('to') }
  if (window.toMs < window.fromMs) fields.note('to', 'must not be before from')
  const fault = { ...window, ...readKind(fields) }
  fields.end()
  return fault
}

function readKind(fields: Fields): FaultKind {
  const kind = fields.oneOf('kind', FAULT_KINDS)
  switch (kind) {
    case 'spike':
      return {
        kind,
        magnitudeMm: fields.number('magnitudeMm', { min: 1, max: 10_000, default: 600 }),
        probability: fields.number('probability', { min: 0, max: 1, default: 0.2 }),
      }
    case 'drift':
      return { kind, mmPerH: fields.number('mmPerH', { min: -1000, max: 1000, default: 10 }) }
    case 'clock-jump':
      return { kind, offsetS: fields.number('offsetS', { default: 2 * 3600 }) }
    case 'obstacle':
      return { kind, heightMm: fields.number('heightMm', { min: 1, max: 10_000, default: 1500 }) }
    default:
      return { kind }
  }
}

/**
 * Reads a fault given as `kind@device@from/to`; times are ISO 8601 with zone or offsets from the start such as `+90m`.
 * Figures take their defaults. Throws InputError.
 */
export function parseFaultOption(text: string, startMs: number): Fault {
  const match = /^([a-z-]+)@([^@]+)@([^@/]+)\/([^@/]+)$/.exec(text)
  if (match === null) throw inputError('--fault', text, 'must be kind@device@from/to, e.g. offline@sim-0001@+1h/+3h')
  const [, kind, device, from = '', to = ''] = match
  const at = (part: string): string => {
    const atMs = part.startsWith('+') ? after(startMs, part.slice(1)) : parseInstant(part)
    if (atMs === undefined)
      throw inputError('--fault', text, `${part} must be an ISO 8601 time with zone, or an offset such as +90m`)
    return new Date(atMs).toISOString()
  }
  const problems: FieldProblem[] = []
  const fault = readFault(new Fields({ kind, device, from: at(from), to: at(to) }, '', problems))
  if (problems.length > 0) {
    throw new InputError(
      problems.map((it) => ({ field: '--fault', value: text, message: `${it.field} ${it.message}` })),
    )
  }
  return fault
}

function after(startMs: number, text: string): number | undefined {
  const durationMs = parseDuration(text)
  return durationMs === undefined ? undefined : startMs + durationMs
}

const UNITS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: 24 * HOUR_MS }

/** Milliseconds of `90s`, `15m`, `14h`, `2d` or plain seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text)
  if (match === null) return undefined
  const [, amount, unit] = match
  return Number(amount) * (UNITS[unit === undefined || unit === '' ? 's' : unit] ?? SECOND_MS)
}

/** The faults that hold for a device at a moment. */
export function activeFaults(faults: readonly Fault[], deviceId: string, atMs: number): Fault[] {
  return faults.filter(
    (it) => (it.device === deviceId || it.device === EVERY_DEVICE) && it.fromMs <= atMs && atMs < it.toMs,
  )
}
