import type { RuleField } from './rule-fields.ts'

/** Values of fields as the texts of their inputs, and back, without losing a digit. */

/** Moves the decimal point of a plain decimal text; null: it is none. */
function shiftPoint(text: string, places: number): string | null {
  const match = /^(-?)(\d*)\.?(\d*)$/.exec(text)
  const [, sign = '', whole = '', part = ''] = match ?? []
  if (match === null || whole + part === '') return null
  const digits = whole + part
  const point = whole.length + places
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0')
  const at = Math.max(0, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const right = padded.slice(at).replace(/0+$/, '')
  return `${sign}${left}${right === '' ? '' : `.${right}`}`
}

/** The text of a field's value; '' for one that is left to its default. */
export function fieldText(field: RuleField, value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  if (field.kind !== 'number' || field.unit !== 'percent') return text
  return shiftPoint(text, 2) ?? text
}

/** The value a text means; undefined: left to its default. What is no number stays a text, for the service to name. */
export function fieldValue(field: RuleField, text: string): unknown {
  const trimmed = text.normalize('NFKC').trim()
  if (trimmed === '') return undefined
  switch (field.kind) {
    case 'choice':
      return field.numeric === true ? numberOrText(trimmed) : trimmed
    case 'by':
      return trimmed
    case 'vote':
      return trimmed === 'majority' ? trimmed : numberOrText(trimmed)
    case 'number':
      return field.unit === 'percent' ? numberOrText(shiftPoint(trimmed, -2) ?? trimmed) : numberOrText(trimmed)
  }
}

/** A number, also one typed with full-width digits, as Japanese keyboards give them; else the text. */
export function numberOrText(text: string): number | string {
  const plain = text.normalize('NFKC')
  return /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(plain) ? Number(plain) : text
}
