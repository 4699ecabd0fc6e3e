import type { TFunction } from 'i18next'
import { ApiProblem } from '../../shared/api-client.ts'

/** What an error means to a person, in one sentence; the service's own words follow it. */
export function problemSentence(error: ApiProblem, t: TFunction): string {
  if (error.code === 'unreachable') return t('problem.unreachable')
  if (error.status === 412) return t('problem.precondition')
  if (error.status === 409) return t('problem.conflict')
  if (error.status === 403) return t('problem.forbidden')
  if (error.status === 404) return t('problem.notFound')
  if (error.status === 429) return t('problem.limited')
  if (error.status >= 500) return t('problem.server')
  if (error.status === 400 || error.status === 422) return t('problem.invalid')
  return t('problem.other')
}

/** Whatever was thrown, as a problem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem(0, { code: 'page-error', title: error instanceof Error ? error.message : String(error) })
}
