import type { Authority, Contractor } from '../domain/route.ts'
import type { SpokenProblem } from '../problems/say.ts'
import type { ContractorInput } from './district-schema.ts'
import type { Row } from './rows.ts'

/** A contractor row as a contractor; a webhook URL that may not be called goes to `problems`. */
export function checkContractor(
  { path, value }: Row<ContractorInput>,
  authority: Authority,
  checkWebhookUrl: (url: string) => SpokenProblem | undefined,
  problems: SpokenProblem[],
): Contractor {
  const problem = value.webhookUrl === undefined ? undefined : checkWebhookUrl(value.webhookUrl)
  if (problem !== undefined) problems.push({ ...problem, field: `${path}.webhookUrl` })
  return {
    id: value.id,
    authorityId: authority.id,
    name: value.name,
    webhookUrl: value.webhookUrl ?? null,
    email: value.email ?? null,
    phone: value.phone ?? null,
    capacity: value.capacity ?? null,
  }
}
