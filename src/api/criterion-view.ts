import { type Static, Type } from 'typebox'
import { criterionWords } from '../criteria/words/criterion.ts'
import { WORD_TOPICS } from '../criteria/words/phrases.ts'
import type { Criterion } from '../domain/criterion.ts'
import {
  REVIEW_POLICIES,
  type ReviewPolicy,
  stepsFrom,
  VERSION_STATUSES,
  VERSION_STEPS,
  type VersionAct,
} from '../domain/criterion-version.ts'
import { toIso } from '../domain/time.ts'
import type { CriterionVersion } from '../store/criteria/version-row.ts'
import { PeopleView } from './people-names.ts'
import { nullableInteger, nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'

const FIELDS = {
  id: Type.String(),
  enabled: Type.Boolean(),
  name: nullableText(),
  scope: Type.Unsafe<Criterion['scope']>({
    type: 'object',
    required: ['kind'],
    properties: {
      kind: { type: 'string', enum: ['authority', 'road-class', 'block', 'route'] },
      roadClass: { type: 'string' },
      id: { type: 'string' },
    },
  }),
  cityMode: nullableText('City-wide mode in which alone it applies.'),
  effective: record({
    from: nullableText('First day on which it holds, YYYY-MM-DD on the calendar of the authority.'),
    to: nullableText('Last day on which it holds.'),
  }),
  mode: oneOf(['support', 'automatic']),
  level: oneOf(['standby', 'dispatch']),
  points: oneOf(['route', 'block'], 'Whose sensors vote.'),
  rule: Type.Unsafe<Criterion['rule']>({ type: 'object', additionalProperties: true }),
  decideAt: Type.Unsafe<Criterion['decideAt']>({
    anyOf: [
      { type: 'string', enum: ['continuous'] },
      { type: 'object', additionalProperties: true, properties: { windowMin: { type: 'number' } } },
    ],
  }),
  suppressors: Type.Array(
    Type.Unsafe<Criterion['suppressors'][number]>({ type: 'object', additionalProperties: true }),
  ),
  releaseSustainMin: Type.Number(),
  respondMin: Type.Number({ description: 'Time a contractor has to answer, minutes.' }),
  respondMinByClass: Type.Unsafe<Criterion['respondMinByClass']>({
    type: 'object',
    additionalProperties: { type: 'number' },
  }),
}

/** A criterion in plain words, part by part. */
export const WordsView = Type.Array(record({ topic: oneOf(WORD_TOPICS), ja: Type.String(), en: Type.String() }), {
  description: 'The criterion in plain words: when it fires, what holds it back, when it releases, what follows.',
})

/** A criterion as the API shows it. */
export const CriterionView = record({ version: Type.Integer(), ...FIELDS, words: WordsView }, { $id: 'Criterion' })

/** A criterion that is no version yet. */
export const CheckedCriterionView = record(FIELDS, { $id: 'CheckedCriterion' })

/** A version with its life. */
export const CriterionVersionView = record(
  {
    criterion: ref(CriterionView),
    status: oneOf(VERSION_STATUSES),
    inForce: Type.Boolean({ description: 'It is what holds today, where its scope lets it.' }),
    revision: Type.Integer({ description: 'Counts every change of text or status.' }),
    basedOn: nullableInteger('The version it was written against.'),
    author: Type.String({ description: '`kind:id` of who wrote the text as it stands.' }),
    note: nullableText('Why it was written.'),
    createdAt: Time,
    actor: Type.String({ description: '`kind:id` of who made it.' }),
    submittedAt: nullableTime('When it last went to review.'),
    submittedBy: nullableText(),
    decidedAt: nullableTime('When it was published, rejected or withdrawn.'),
    decidedBy: nullableText(),
    decisionNote: nullableText('Why it was rejected or withdrawn, or what was said on publishing.'),
    review: oneOf(
      REVIEW_POLICIES,
      'Who may publish here: whoever may change criteria, or only another than its author.',
    ),
    people: PeopleView,
    steps: Type.Array(oneOf(VERSION_STEPS), { description: 'What may be done with it as it stands.' }),
  },
  { $id: 'CriterionVersion' },
)

/** A criterion as the API shows it. */
export function criterionView(criterion: Criterion): Static<typeof CriterionView> {
  const { authorityId: _, ...rest } = criterion
  return { ...rest, suppressors: [...criterion.suppressors], words: criterionWords(criterion) }
}

/** What a version's own record does not say. */
export interface VersionContext {
  /** It is the one that holds now. */
  readonly inForce: boolean
  /** Who may publish (YUKIBAN_CRITERIA_REVIEW). */
  readonly review: ReviewPolicy
  readonly people: Readonly<Record<string, string>>
}

/** Everybody a version names, `kind:id`. */
export function actorsOf({ life }: CriterionVersion): (string | null)[] {
  return [life.author, life.created.by, life.submitted?.by ?? null, life.decided?.by ?? null]
}

/** One version of a criterion as the API shows it. */
export function versionView(
  { criterion, life }: CriterionVersion,
  { inForce, review, people }: VersionContext,
): Static<typeof CriterionVersionView> {
  return {
    criterion: criterionView(criterion),
    status: life.status,
    inForce,
    revision: life.revision,
    basedOn: life.basedOn,
    author: life.author,
    note: life.note,
    createdAt: toIso(life.created.atMs),
    actor: life.created.by,
    submittedAt: at(life.submitted),
    submittedBy: life.submitted?.by ?? null,
    decidedAt: at(life.decided),
    decidedBy: life.decided?.by ?? null,
    decisionNote: life.decisionNote,
    people: { ...people },
    review,
    steps: stepsFrom(life.status),
  }
}

function at(act: VersionAct | null): string | null {
  return act === null ? null : toIso(act.atMs)
}
