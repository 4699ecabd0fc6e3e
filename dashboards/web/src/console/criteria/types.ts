import type { BothLanguages } from '../ui/parts.tsx'
import type { RuleKind, SuppressorKind } from './rule-fields.ts'

/** What the API says of criteria, as far as the pages read it. */

export type ScopeBody =
  | { readonly kind: 'authority' }
  | { readonly kind: 'road-class'; readonly roadClass: string }
  | { readonly kind: 'block' | 'route'; readonly id: string }

/** A rule with its fields as the API has them; the form knows them by `RULE_FIELDS`. */
export interface RuleBody {
  readonly kind: RuleKind
  readonly of?: readonly RuleBody[]
  readonly [field: string]: unknown
}

export interface SuppressorBody {
  readonly kind: SuppressorKind
  readonly [field: string]: unknown
}

/** A criterion as it is written; what has a default may be absent. */
export interface CriterionBody {
  readonly id: string
  readonly name?: string | null
  readonly enabled?: boolean
  readonly scope: ScopeBody | string
  readonly cityMode?: string | null
  readonly effective?: { readonly from?: string | null; readonly to?: string | null }
  readonly mode: 'support' | 'automatic'
  readonly level: 'standby' | 'dispatch'
  readonly points?: 'route' | 'block'
  readonly rule: RuleBody
  readonly decideAt?: 'continuous' | { readonly cron: readonly string[]; readonly windowMin?: number }
  readonly suppressors?: readonly SuppressorBody[]
  readonly releaseSustainMin?: number
  readonly respondMin?: number
  readonly respondMinByClass?: Readonly<Record<string, number>>
}

export const WORD_TOPICS = ['when', 'decided', 'held-back', 'release', 'evidence', 'follows', 'days'] as const
export type CriterionWords = BothLanguages & { readonly topic: (typeof WORD_TOPICS)[number] }

/** A stored criterion: every field is there. */
export interface Criterion extends CriterionBody {
  readonly version: number
  readonly scope: ScopeBody
  readonly words: readonly CriterionWords[]
}

export type VersionStatus = 'draft' | 'review' | 'published' | 'rejected' | 'withdrawn'
export type ReviewPolicy = 'any' | 'other'

export interface CriterionVersion {
  readonly criterion: Criterion
  readonly status: VersionStatus
  readonly inForce: boolean
  readonly revision: number
  readonly basedOn: number | null
  readonly author: string
  readonly note: string | null
  readonly createdAt: string
  readonly actor: string
  readonly submittedAt: string | null
  readonly submittedBy: string | null
  readonly decidedAt: string | null
  readonly decidedBy: string | null
  readonly decisionNote: string | null
  readonly review: ReviewPolicy
  /** Names by `kind:id`. */
  readonly people: Readonly<Record<string, string>>
  readonly steps: readonly ('edit' | 'submit' | 'publish' | 'reject' | 'withdraw')[]
}

export interface Checked {
  readonly criterion: CriterionBody
  readonly words: readonly CriterionWords[]
  readonly review: ReviewPolicy
  readonly at: string
  readonly routes: readonly {
    readonly id: string
    readonly name: string
    readonly inForce: boolean
    readonly other: string | null
    readonly because: string
    readonly why: BothLanguages
  }[]
  readonly counts: { readonly inScope: number; readonly inForce: number; readonly superseding: number }
  readonly supersedes: readonly string[]
  readonly yieldsTo: readonly string[]
}

export interface Covered {
  readonly criterion: Criterion
  readonly rests: 'disabled' | 'mode-off' | 'days' | null
  readonly inScope: number
  readonly inForce: number
  readonly yieldsTo: readonly { readonly id: string; readonly routes: number }[]
  readonly coming: { readonly version: number; readonly from: string | null } | null
}

export interface CoverageOfAll {
  readonly at: string
  readonly routes: number
  readonly without: Readonly<Record<'dispatch' | 'standby', number>>
  readonly items: readonly Covered[]
}

export interface Template {
  readonly words: readonly CriterionWords[]
  readonly id: string
  readonly title: BothLanguages
  readonly authority: BothLanguages
  readonly says: BothLanguages
  readonly note: BothLanguages
  readonly criterion: CriterionBody
}

export interface RouteName {
  readonly id: string
  readonly name: string
  readonly blockId: string
  readonly roadClass: string
}

export interface BlockName {
  readonly id: string
  readonly name: string
}

/** What an ETag of one version says: its number, and the revision of its text and status. */
export function versionEtag({ criterion, revision }: CriterionVersion): string {
  return `"v${criterion.version}.${revision}"`
}

/** A stored criterion as a body that can be sent. */
export function bodyOf(criterion: Criterion): CriterionBody {
  const { version: _, words: __, ...body } = criterion
  return body
}
