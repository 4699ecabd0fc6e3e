import { unreadable } from './unreadable.ts'

type Convert = (value: number) => number

const same: Convert = (value) => value
const MM_PER_INCH = 25.4
const CM_PER_INCH = 2.54
const MS_PER_KMH = 1 / 3.6
const MS_PER_MPH = 0.44704
const MS_PER_KNOT = 1852 / 3600

/** Units Open-Meteo can be asked for, as `hourly_units` spells them, by what they measure. */
const UNITS = {
  /** to °C */
  temperature: { '°C': same, '°F': (fahrenheit) => (fahrenheit - 32) / 1.8 },
  /** to % */
  share: { '%': same },
  /** to mm */
  water: { mm: same, inch: (inch) => inch * MM_PER_INCH },
  /** to cm */
  snow: { cm: same, inch: (inch) => inch * CM_PER_INCH },
  /** to m/s */
  speed: {
    'm/s': same,
    'km/h': (kmh) => kmh * MS_PER_KMH,
    'mp/h': (mph) => mph * MS_PER_MPH,
    mph: (mph) => mph * MS_PER_MPH,
    kn: (knots) => knots * MS_PER_KNOT,
  },
} as const satisfies Record<string, Readonly<Record<string, Convert>>>

/** What a unit measures. */
export type Quantity = keyof typeof UNITS

/** The conversion from the unit the service states; a unit we do not know is refused, never assumed. */
export function conversion(quantity: Quantity, unit: unknown, field: string): Convert {
  const known: Readonly<Record<string, Convert>> = UNITS[quantity]
  const convert = typeof unit === 'string' && Object.hasOwn(known, unit) ? known[unit] : undefined
  return convert ?? unreadable(field, unit, `one of the units ${Object.keys(known).join(', ')}`)
}
