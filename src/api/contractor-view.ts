import { type Static, type TSchema, Type } from 'typebox'
import { CONTRACTOR_FIELDS, ContractorSchema as DistrictContractor } from '../district/district-schema.ts'
import type { ContractorListing } from '../store/contractors/contractor-row.ts'
import { nullableInteger, nullableText, nullableTime, record } from './schema.ts'
import { isoOrNull } from './times.ts'

export const ContractorSchema = record(
  {
    id: Type.String(),
    name: Type.String(),
    webhookUrl: nullableText(),
    webhookDisabledAt: nullableTime(
      'When the endpoint was switched off because it answered 410; another URL mends it.',
    ),
    email: nullableText(),
    phone: nullableText(),
    capacity: nullableInteger('Routes it can carry at a time; null: no limit is known.'),
  },
  { $id: 'Contractor' },
)

/** A contractor to add: as in the district file. */
export const NewContractorSchema = record(DistrictContractor.properties, {
  examples: [{ id: 'kita', name: '北建設', phone: '017-000-0000', capacity: 4 }],
})

const orNull = <S extends TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]))

/** What is left out stays; null takes a value out. */
export const ContractorChangeSchema = record({
  name: Type.Optional(CONTRACTOR_FIELDS.name),
  webhookUrl: orNull(CONTRACTOR_FIELDS.webhookUrl),
  email: orNull(CONTRACTOR_FIELDS.email),
  phone: orNull(CONTRACTOR_FIELDS.phone),
  capacity: orNull(CONTRACTOR_FIELDS.capacity),
})

/** A contractor as the API shows it. */
export function contractorView(contractor: ContractorListing): Static<typeof ContractorSchema> {
  const { id, name, webhookUrl, webhookDisabledAtMs, email, phone, capacity } = contractor
  return { id, name, webhookUrl, webhookDisabledAt: isoOrNull(webhookDisabledAtMs), email, phone, capacity }
}
