import { Buffer } from 'node:buffer'
import { type Analogs, FEATURES } from './analogs.ts'
import type { Weights } from './expected.ts'
import type { Isotonic } from './isotonic.ts'
import type { Model } from './model.ts'
import { LEADS_H } from './situation.ts'

/** Numbers of a packed table per unit: features and errors keep a hundredth. */
const PER_UNIT = 100
const MAX_PACKED = 32_767

/** A model as a file holds it: tables as base64 of 16-bit integers, little-endian, in hundredths. */
export interface PackedModel {
  readonly withForecast: PackedAnalogs
  readonly withoutForecast: PackedAnalogs
  readonly crossing: Isotonic
}

interface PackedAnalogs {
  readonly weights: Weights
  readonly spread: number
  readonly features: string
  readonly errors: string
}

/** As text-safe tables; a hundredth of a cm is finer than any sensor. */
export function packModel(model: Model): PackedModel {
  return {
    withForecast: packAnalogs(model.withForecast),
    withoutForecast: packAnalogs(model.withoutForecast),
    crossing: model.crossing,
  }
}

/** Throws Error when a table has not whole rows. */
export function unpackModel(packed: PackedModel): Model {
  return {
    withForecast: unpackAnalogs(packed.withForecast),
    withoutForecast: unpackAnalogs(packed.withoutForecast),
    crossing: packed.crossing,
  }
}

function packAnalogs({ weights, spread, features, errors }: Analogs): PackedAnalogs {
  return { weights, spread, features: pack(features), errors: pack(errors) }
}

function unpackAnalogs({ weights, spread, ...packed }: PackedAnalogs): Analogs {
  const features = unpack(packed.features)
  const errors = unpack(packed.errors)
  const rows = features.length / FEATURES.length
  if (!Number.isInteger(rows) || errors.length !== rows * LEADS_H.length)
    throw new Error(`a model of ${features.length} features and ${errors.length} errors has not whole rows`)
  return { weights, spread, features, errors }
}

function pack(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) {
    const hundredths = Math.round(value * PER_UNIT)
    bytes.writeInt16LE(Math.max(-MAX_PACKED, Math.min(MAX_PACKED, hundredths)), index * 2)
  }
  return bytes.toString('base64')
}

function unpack(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readInt16LE(index * 2) / PER_UNIT)
}
