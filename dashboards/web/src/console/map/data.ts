import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type Answer, type ApiProblem, apiGet, apiGetTagged } from '../../shared/api-client.ts'
import type { MapLines, MapState } from './model.ts'

const STATE_AGAIN_MS = 15_000
const LINES_AGAIN_MS = 600_000

/** Lines hardly change: events of the journal do not renew them, so they are not kept under their path. */
export function useMapLines(): UseQueryResult<MapLines, ApiProblem> {
  return useQuery<MapLines, ApiProblem>({
    queryKey: ['map-lines'],
    queryFn: ({ signal }) => apiGet<MapLines>('/api/v1/map/lines', signal),
    staleTime: LINES_AGAIN_MS,
    refetchInterval: LINES_AGAIN_MS,
    refetchOnWindowFocus: false,
    structuralSharing: false,
  })
}

let last: Answer<MapState> | undefined

/** What changes, live: events renew it, and a timer the depths. */
export function useMapNow(): UseQueryResult<MapState, ApiProblem> {
  return useQuery<MapState, ApiProblem>({
    queryKey: ['/api/v1/map/state'],
    queryFn: async ({ signal }) => {
      const answer = await apiGetTagged<MapState>('/api/v1/map/state', signal)
      // the same again is the same object, so that nothing is drawn anew for it
      if (last === undefined || answer.etag === null || answer.etag !== last.etag) last = answer
      return last.data
    },
    refetchInterval: STATE_AGAIN_MS,
    // thousands of roads: comparing old and new costs more than drawing
    structuralSharing: false,
  })
}
