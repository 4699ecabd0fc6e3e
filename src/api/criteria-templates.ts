import { Type } from 'typebox'
import { type CriterionInput, parseCriterion } from '../criteria/criterion-schema.ts'
import { CITY_MODE_TEMPLATES, CRITERION_TEMPLATES } from '../criteria/templates.ts'
import { type CriterionWords, criterionWords } from '../criteria/words/criterion.ts'
import { WordsView } from './criterion-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { AnyObject, record } from './schema.ts'

const Bilingual = record({ ja: Type.String(), en: Type.String() })

const FIELDS = {
  id: Type.String(),
  title: Bilingual,
  /** Whose rule it is. */
  authority: Bilingual,
  /** What the source says. */
  says: Bilingual,
  note: Bilingual,
}

const TemplatesView = record({
  criteria: Type.Array(
    record({
      ...FIELDS,
      words: WordsView,
      criterion: { ...AnyObject, description: 'A body for PUT, a draft or a check.' },
    }),
  ),
  modes: Type.Array(
    record({ ...FIELDS, cityMode: { ...AnyObject, description: 'A body for PUT /api/v1/modes/{id}.' } }),
  ),
})

/** Rules that authorities in snow country have, to begin one's own from. */
export function registerCriteriaTemplates(app: Api, _deps: ApiDeps): void {
  app.get(
    '/api/v1/criteria/templates',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'Criteria and city-wide modes that authorities have, to begin one’s own from',
        tags: ['criteria'],
        response: { 200: TemplatesView },
      },
    },
    async () => ({
      criteria: CRITERION_TEMPLATES.map((it) => ({
        ...it,
        words: wordsOf(it.criterion),
        criterion: { ...it.criterion },
      })),
      modes: CITY_MODE_TEMPLATES.map((it) => ({ ...it, cityMode: { ...it.cityMode } })),
    }),
  )
}

/** Every template is a criterion that can be read (test/criteria/templates.test.ts). */
function wordsOf(input: CriterionInput): CriterionWords[] {
  const fields = parseCriterion(input, '')
  return 'rule' in fields ? criterionWords(fields) : []
}
