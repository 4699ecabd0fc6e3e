import { QueryClient, useQuery } from '@tanstack/react-query'
import type { FeatureCollection, LineString } from 'geojson'
import { useNow } from '../shared/now.ts'
import type { ListedRoute, RouteStatus } from './status.ts'

/** What the pages ask of the public API. The server makes new data twice a minute; asking more often brings nothing. */
const POLL_MS = 30_000
/** Two missed polls: then the page says that it is out of date. */
export const LATE_MS = 75_000
const TIMEOUT_MS = 20_000

export interface Received<T> {
  readonly data: T
  /** This device's time, and the service's, when the data came. */
  readonly receivedAtMs: number
  readonly serverAtMs: number
}

/** The service answered, but has no such thing. */
export class GoneError extends Error {}

async function get<T extends { readonly generatedAt: string }>(
  path: string,
  signal: AbortSignal,
): Promise<Received<T>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  // asks anew each time, and is told "not modified" where nothing is
  const answer = await fetch(path, {
    cache: 'no-cache',
    credentials: 'omit',
    signal: AbortSignal.any([signal, timeout]),
  })
  if (answer.status === 404) throw new GoneError(path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  const data = (await answer.json()) as T
  const ageMs = Number(answer.headers.get('age') ?? 0) * 1000
  return { data, receivedAtMs: Date.now(), serverAtMs: Date.parse(data.generatedAt) + ageMs }
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: POLL_MS / 2,
      refetchInterval: POLL_MS,
      // an open page is the promise of live data, also when it is not the window in front
      refetchIntervalInBackground: true,
      refetchOnWindowFocus: 'always',
      networkMode: 'always',
      structuralSharing: false,
      retry: (count, error) => count < 2 && !(error instanceof GoneError),
    },
  },
})

export function useRoutes() {
  return useQuery({
    queryKey: ['routes'],
    queryFn: ({ signal }) =>
      get<{ generatedAt: string; routes: readonly ListedRoute[] }>('/public/v1/routes.json', signal),
  })
}

export interface RouteFeature {
  readonly id: string
  readonly geometry: LineString | null
  readonly properties: RouteStatus
}

export function useRoute(id: string) {
  return useQuery({
    queryKey: ['route', id],
    queryFn: ({ signal }) =>
      get<{ generatedAt: string; route: RouteFeature }>(`/public/v1/routes/${encodeURIComponent(id)}`, signal),
  })
}

export type Lines = FeatureCollection<LineString | null, RouteStatus> & { readonly generatedAt: string }

/** Every line, once: roads do not move while one looks. */
export async function fetchLines(): Promise<Lines> {
  const fetched = await queryClient.fetchQuery({
    queryKey: ['lines'],
    staleTime: 3_600_000,
    queryFn: ({ signal }) => get<Lines>('/public/v1/routes.geojson', signal),
  })
  return fetched.data
}

/** The service's time now, going on from when data last came; this device's clock may be wrong, or the night simulated. */
export function useServerNow(received: Received<unknown> | undefined): number {
  const nowMs = useNow()
  return received === undefined ? nowMs : received.serverAtMs + Math.max(0, nowMs - received.receivedAtMs)
}
