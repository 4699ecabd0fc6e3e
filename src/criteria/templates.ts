import { AHEAD_TEMPLATES } from './templates/ahead.ts'
import { AOMORI_TEMPLATES } from './templates/aomori.ts'
import { HOKKAIDO_TEMPLATES } from './templates/hokkaido.ts'
import { JAPAN_SEA_TEMPLATES } from './templates/japan-sea.ts'
import type { CriterionTemplate } from './templates/template.ts'

export { CITY_MODE_TEMPLATES, type CityModeTemplate } from './templates/city-modes.ts'
export type { Bilingual, CriterionTemplate } from './templates/template.ts'

/** Every criterion that authorities are known to use, as templates. Source: docs/criteria.md, Templates. */
export const CRITERION_TEMPLATES: readonly CriterionTemplate[] = [
  ...AOMORI_TEMPLATES,
  ...JAPAN_SEA_TEMPLATES,
  ...HOKKAIDO_TEMPLATES,
  ...AHEAD_TEMPLATES,
]
