import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** Small schema vocabulary of the API. Objects refuse fields they do not know. */

/** An object without further fields. */
export function record<P extends TProperties>(
  properties: P,
  options: { $id?: string; description?: string; examples?: readonly unknown[] } = {},
) {
  return Type.Object(properties, { additionalProperties: false, ...options })
}

/** A member of a fixed list of words. */
export function oneOf<const T extends string>(values: readonly T[], description?: string) {
  return Type.Unsafe<T>({ type: 'string', enum: values, ...(description === undefined ? {} : { description }) })
}

/** Text, or null. */
export function nullableText(description?: string) {
  return nullable<string>('string', description)
}

/** A number, or null. */
export function nullableNumber(description?: string) {
  return nullable<number>('number', description)
}

/** A whole number, or null. */
export function nullableInteger(description?: string) {
  return nullable<number>('integer', description)
}

/** Yes or no, or null. */
export function nullableBoolean(description?: string) {
  return nullable<boolean>('boolean', description)
}

/** An instant as this API writes it: ISO 8601 in UTC with milliseconds. */
export const Time = Type.Unsafe<string>({ type: 'string', format: 'date-time' })

/** A `Time`, or null. */
export function nullableTime(description?: string) {
  return Type.Unsafe<string | null>({
    type: ['string', 'null'],
    format: 'date-time',
    ...(description === undefined ? {} : { description }),
  })
}

/** Any JSON object, kept as it is. */
export const AnyObject = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true })

/** `AnyObject`, or null. */
export const NullableObject = Type.Unsafe<Readonly<Record<string, unknown>> | null>({
  type: ['object', 'null'],
  additionalProperties: true,
})

/** A reference to a schema registered under `$id`. */
export function ref<S extends TSchema>(schema: S) {
  const id = (schema as { readonly $id?: string }).$id
  if (id === undefined) throw new Error('only a schema with $id can be referred to')
  return Type.Unsafe<Static<S>>({ $ref: `${id}#` })
}

/** One page of a list. */
export function pageOf<S extends TSchema>(item: S) {
  return record({ items: Type.Array(ref(item)), nextCursor: nullableText('Give as `cursor` for the next page.') })
}

/** The path parameter `id`. */
export const IdParams = record({ id: Type.String({ minLength: 1, maxLength: 128 }) })

function nullable<T>(type: string, description?: string) {
  return Type.Unsafe<T | null>({ type: [type, 'null'], ...(description === undefined ? {} : { description }) })
}
