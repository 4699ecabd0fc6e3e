import { type Static, Type } from 'typebox'
import { csrfTokenOf } from '../access/session-token.ts'
import { ALL_SCOPES, PERSON_ROLES, SCOPES, scopesOf } from '../domain/role.ts'
import type { Authority } from '../domain/route.ts'
import { toIso } from '../domain/time.ts'
import type { LiveSession } from '../store/sessions/session-row.ts'
import { LANGUAGES } from '../store/users/user-row.ts'
import { nullableText, oneOf, record, Time } from './schema.ts'

export const SessionSchema = record(
  {
    user: record({
      id: Type.String(),
      login: Type.String(),
      name: Type.String({ description: 'Empty when it was not given.' }),
      role: oneOf(PERSON_ROLES),
      contractorId: nullableText('The firm a contractor’s person works for.'),
      language: oneOf(LANGUAGES),
    }),
    authority: record({ id: Type.String(), name: Type.String(), timeZone: Type.String() }),
    scopes: Type.Array(oneOf(SCOPES), { description: 'What the role allows; each call names the scope it needs.' }),
    csrfToken: Type.String({ description: 'Goes into the header `x-csrf-token` of every change.' }),
    openedAt: Time,
    idleEndsAt: Type.Unsafe<string>({ ...Time, description: 'Without another request it ends here …' }),
    expiresAt: Type.Unsafe<string>({ ...Time, description: '… and here in any case.' }),
  },
  { $id: 'Session', description: 'Who is signed in.' },
)

/** A session as its own person sees it. */
export function sessionView(
  { session, user }: LiveSession,
  authority: Authority | undefined,
  token: string,
  idleMs: number,
): Static<typeof SessionSchema> {
  const { id, login, name, role, contractorId, language } = user
  return {
    user: { id, login, name, role, contractorId, language },
    authority: { id: user.authorityId, name: authority?.name ?? '', timeZone: authority?.timeZone ?? 'UTC' },
    scopes: scopesOf(role, [ALL_SCOPES]),
    csrfToken: csrfTokenOf(token),
    openedAt: toIso(session.createdAtMs),
    idleEndsAt: toIso(Math.min(session.lastSeenAtMs + idleMs, session.expiresAtMs)),
    expiresAt: toIso(session.expiresAtMs),
  }
}
