import { QueryClient, type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type Answer, ApiProblem, apiGet, apiGetTagged } from './api-client.ts'

/** Queries are kept under their path, so that an event of the journal can renew all of a family (see live.ts). */

const AGAIN_MS = 60_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // events renew what changes; the timer is for what an event missed
      refetchInterval: AGAIN_MS,
      refetchOnWindowFocus: 'always',
      networkMode: 'always',
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
    },
    mutations: { networkMode: 'always' },
  },
})

/** Asks anew for all paths that begin so, or that fit a pattern, before an event of the journal tells of the change. */
export function renewPaths(which: string | RegExp): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => {
      const path = String(queryKey[0])
      return typeof which === 'string' ? path.startsWith(which) : which.test(path)
    },
  })
}

interface ApiOptions {
  /** Asks again so often, ms; false: only when an event says so. */
  readonly everyMs?: number | false
  readonly enabled?: boolean
  /** Keeps showing what was asked before while the path changes. */
  readonly keep?: boolean
}

function queryOptions({ everyMs, enabled, keep }: ApiOptions) {
  return {
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(keep === true ? { placeholderData: (before: unknown) => before as never } : {}),
  }
}

/** `GET path`, live. */
export function useApi<T>(path: string, options: ApiOptions = {}): UseQueryResult<T, ApiProblem> {
  return useQuery<T, ApiProblem>({
    queryKey: [path],
    queryFn: ({ signal }) => apiGet<T>(path, signal),
    ...queryOptions(options),
  })
}

/** As {@link useApi}, with the ETag that a change has to name. */
export function useApiTagged<T>(path: string, options: ApiOptions = {}): UseQueryResult<Answer<T>, ApiProblem> {
  return useQuery<Answer<T>, ApiProblem>({
    queryKey: [path, 'tagged'],
    queryFn: ({ signal }) => apiGetTagged<T>(path, signal),
    ...queryOptions(options),
  })
}

interface ListPage<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/** A cursor-paged list, page by page: `items` so far, `hasNextPage`, `fetchNextPage()`. */
export function usePages<T>(path: string, options: ApiOptions = {}) {
  const query = useInfiniteQuery<ListPage<T>, ApiProblem, readonly T[], readonly string[], string | null>({
    queryKey: [path, 'pages'],
    queryFn: ({ signal, pageParam }) => apiGet<ListPage<T>>(withCursor(path, pageParam), signal),
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
    select: (data) => data.pages.flatMap((page) => page.items),
    ...queryOptions(options),
  })
  return { ...query, items: query.data ?? [] }
}

/** Most pages one list is followed for. */
const MAX_PAGES = 100

/** Every item of a cursor-paged list, for lists that are short by nature; asks with the largest page. */
export function useWholeList<T>(path: string, options: ApiOptions = {}): UseQueryResult<readonly T[], ApiProblem> {
  return useQuery<readonly T[], ApiProblem>({
    queryKey: [path, 'whole'],
    queryFn: async ({ signal }) => {
      const whole: T[] = []
      let cursor: string | null = null
      for (let page = 0; page < MAX_PAGES; page++) {
        const sep = path.includes('?') ? '&' : '?'
        const got: ListPage<T> = await apiGet<ListPage<T>>(withCursor(`${path}${sep}limit=1000`, cursor), signal)
        whole.push(...got.items)
        cursor = got.nextCursor
        if (cursor === null) break
      }
      return whole
    },
    ...queryOptions(options),
  })
}

function withCursor(path: string, cursor: string | null): string {
  if (cursor === null) return path
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`
}
