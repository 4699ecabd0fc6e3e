import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { ApiProblem, apiGet, apiSend, keepCsrfToken, SESSION_PATH } from '../api-client.ts'
import type { Language } from '../language.ts'
import { stopLive } from '../live.ts'
import { queryClient } from '../queries.ts'

export type PersonRole = 'administrator' | 'officer' | 'viewer' | 'contractor'

/** Who is signed in; `GET /api/v1/session`. */
export interface Session {
  readonly user: {
    readonly id: string
    readonly login: string
    readonly name: string
    readonly role: PersonRole
    readonly contractorId: string | null
    readonly language: Language
  }
  readonly authority: { readonly id: string; readonly name: string; readonly timeZone: string }
  readonly scopes: readonly string[]
  readonly csrfToken: string
  readonly openedAt: string
  readonly idleEndsAt: string
  readonly expiresAt: string
}

const KEY = ['session'] as const

/** The session; null: nobody is signed in. An error: it is not known whether somebody is. */
export function useSession(): UseQueryResult<Session | null, ApiProblem> {
  return useQuery<Session | null, ApiProblem>({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      try {
        const session = await apiGet<Session>(SESSION_PATH, signal)
        keepCsrfToken(session.csrfToken)
        refuseAnother(session)
        return session
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 401) return null
        throw error
      }
    },
    staleTime: 60_000,
  })
}

/** Of a page that is shown to signed-in people only. Throws where nobody is. */
export function useSignedIn(): Session {
  const { data } = useSession()
  if (data === undefined || data === null) throw new Error('a page for signed-in people was shown to nobody')
  return data
}

/** Whether the person's role allows what a scope names, such as `orders:write`. */
export function useMay(scope: string): boolean {
  return useSignedIn().scopes.includes(scope)
}

/** @throws {ApiProblem} */
export async function signIn(login: string, password: string): Promise<Session> {
  const { data } = await apiSend<Session>('POST', SESSION_PATH, { login, password })
  // a question asked before would still say that nobody is signed in
  await queryClient.cancelQueries({ queryKey: KEY })
  takeSession(data)
  return data
}

/** A session that an answer gave, as after signing in, a changed password or the first run. */
export function takeSession(session: Session): void {
  keepCsrfToken(session.csrfToken)
  if (refuseAnother(session)) return
  queryClient.setQueryData(KEY, session)
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] })
}

/** Signs out; the page begins anew, so that nothing shown stays in its memory. @throws {ApiProblem} */
export async function signOut(): Promise<void> {
  await apiSend('DELETE', SESSION_PATH)
  beginAnew()
}

/** Whom this page has been shown to; null: nobody yet. */
let shownTo: string | null = null

/**
 * A page belongs to the person it was shown to, in one role: for anybody else who signs in, here or in another tab, it
 * begins anew. @returns true when it does.
 */
function refuseAnother({ user, authority }: Session): boolean {
  const who = [authority.id, user.id, user.role, user.contractorId].join(' ')
  const another = shownTo !== null && shownTo !== who
  if (another) beginAnew()
  shownTo = who
  return another
}

/** Loads the page again, so that neither what was shown nor what was typed is there for the next person. */
function beginAnew(): void {
  stopLive()
  try {
    window.sessionStorage.clear()
  } catch {
    // nothing is kept where storage is forbidden
  }
  queryClient.clear()
  window.location.reload()
}

/** Asks anew who is signed in, as when a call was refused. */
export function askSession(): void {
  void queryClient.invalidateQueries({ queryKey: KEY })
}
