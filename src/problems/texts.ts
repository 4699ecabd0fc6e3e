import { CRITERIA_FIELD_TEXTS, CRITERIA_TEXTS } from './texts/criteria.ts'
import { DISTRICT_FIELD_TEXTS, DISTRICT_TEXTS } from './texts/district.ts'
import { ORDER_FIELD_TEXTS, ORDER_TEXTS, STATE_PARTS } from './texts/orders.ts'
import { PART_TEXTS } from './texts/parts.ts'
import { PEOPLE_FIELD_TEXTS, PEOPLE_TEXTS } from './texts/people.ts'
import { REQUEST_FIELD_TEXTS, REQUEST_TEXTS } from './texts/requests.ts'
import { VALUE_TEXTS } from './texts/values.ts'

/** Everything that can be wrong with a field, by its stable code. A code is never given another meaning. */
export const FIELD_TEXTS = {
  ...VALUE_TEXTS,
  ...CRITERIA_FIELD_TEXTS,
  ...DISTRICT_FIELD_TEXTS,
  ...ORDER_FIELD_TEXTS,
  ...PEOPLE_FIELD_TEXTS,
  ...REQUEST_FIELD_TEXTS,
}

/** Every sentence the service refuses with, and the parts they are put together of. */
export const TEXTS = {
  ...FIELD_TEXTS,
  ...PART_TEXTS,
  ...STATE_PARTS,
  ...CRITERIA_TEXTS,
  ...DISTRICT_TEXTS,
  ...ORDER_TEXTS,
  ...PEOPLE_TEXTS,
  ...REQUEST_TEXTS,
}

export type FieldCode = keyof typeof FIELD_TEXTS
export type TextCode = keyof typeof TEXTS
