import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type ApiProblem, apiGet } from '../../../shared/api-client.ts'
import { followEvents } from '../../../shared/live.ts'

/** A series is much to ask for: it is renewed when an event names what it is about, and else once a minute. */
const EVERY_MS = 60_000
const GATHER_MS = 1500

/**
 * `GET path`, kept while another span is asked for.
 * @param about ids whose events renew it: the route, or the device and its route.
 */
export function useSeries<T>(path: string, about: readonly string[]): UseQueryResult<T, ApiProblem> {
  const client = useQueryClient()
  const ids = about.join(' ')
  useEffect(() => {
    let gathering: ReturnType<typeof setTimeout> | undefined
    const wanted = ids.split(' ').map((it) => JSON.stringify(it))
    const stop = followEvents(({ subject, data }) => {
      const text = JSON.stringify([subject, data])
      if (gathering !== undefined || !wanted.some((it) => text.includes(it))) return
      gathering = setTimeout(() => {
        gathering = undefined
        void client.invalidateQueries({ queryKey: ['series', path] })
      }, GATHER_MS)
    })
    return () => {
      stop()
      clearTimeout(gathering)
    }
  }, [client, path, ids])
  return useQuery<T, ApiProblem>({
    queryKey: ['series', path],
    queryFn: ({ signal }) => apiGet<T>(path, signal),
    refetchInterval: EVERY_MS,
    refetchOnWindowFocus: true,
    staleTime: EVERY_MS / 2,
    placeholderData: (before) => before as never,
  })
}
