import { randomBytes } from 'node:crypto'
import { hashPassword } from '../../src/access/passwords.ts'
import type { Language } from '../../src/criteria/reason-text.ts'
import type { Credentials } from '../../src/district/import-district.ts'
import type { Role } from '../../src/domain/role.ts'
import type { Authority } from '../../src/domain/route.ts'
import type { Service } from '../../src/service.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { createUser } from '../../src/store/users/create-user.ts'
import type { ContractorSetup } from '../contractor.ts'
import type { Habits } from '../foreman.ts'
import type { Places } from './district.ts'

/** API keys of this run. */
export type Keys = Readonly<Record<'viewer' | 'officer' | 'administrator', string>>

/** Who may sign in to the pages, for this run: one password for all of them. */
export interface SignIns {
  readonly officer: string
  readonly administrator: string
  /** A person of the first firm. */
  readonly contractor: string
  readonly password: string
}

/** Firms differ: one is busy with its other work and sometimes declines, or does not answer at all. */
const HABITS: Readonly<Record<string, Partial<Habits>>> = {
  'c-minato': { declineProbability: 0.15, silentProbability: 0.15 },
}
const DECLINE_REASON: Readonly<Record<Language, string>> = { en: 'no crew free', ja: '人員が空いていない' }

/** A key for each role of the office. */
export async function makeKeys(service: Service, { id }: Authority): Promise<Keys> {
  return {
    viewer: await makeKey(service, id, 'viewer', null),
    officer: await makeKey(service, id, 'officer', null),
    administrator: await makeKey(service, id, 'administrator', null),
  }
}

/** A person of each role, to be tried in a browser. */
export async function makeSignIns({ db, clock }: Service, { authority, contractors }: Places): Promise<SignIns> {
  const password = randomBytes(12).toString('base64url')
  const passwordHash = await hashPassword(password)
  const [firm] = contractors
  const who = { officer: 'officer', administrator: 'admin', contractor: firm?.id ?? 'contractor' }
  for (const role of ['officer', 'administrator', 'contractor'] as const) {
    const contractorId = role === 'contractor' ? (firm?.id ?? null) : null
    const person = { authorityId: authority.id, login: who[role], role, contractorId, passwordHash }
    await createUser(db, { ...person, nowMs: clock.now() })
  }
  return { ...who, password }
}

/** Every contractor of the district as the simulator needs it, with a key of its own. */
export async function contractorSetups(
  service: Service,
  { authority, contractors }: Places,
  { webhookSecrets }: Credentials,
  language: Language,
): Promise<ContractorSetup[]> {
  const setups: ContractorSetup[] = []
  for (const { id } of contractors) {
    const apiKey = await makeKey(service, authority.id, 'contractor', id)
    const habits = { declineReason: DECLINE_REASON[language], ...HABITS[id] }
    setups.push({ id, path: `/${id}`, secret: webhookSecrets[id] ?? '', apiKey, habits })
  }
  return setups
}

async function makeKey(
  service: Service,
  authorityId: string,
  role: Role,
  contractorId: string | null,
): Promise<string> {
  const nowMs = service.clock.now()
  const label = `demo ${contractorId ?? role}`
  const { key } = await createApiKey(service.db, { authorityId, role, scopes: ['*'], contractorId, label, nowMs })
  return key
}
