import { useQuery } from '@tanstack/react-query'

/** Which base map this installation uses. */
export interface Site {
  readonly tiles: {
    readonly url: string
    readonly attribution: string
    readonly attributionUrl: string | null
    readonly maxZoom: number
  } | null
}

export function useSite() {
  return useQuery({
    queryKey: ['site'],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }): Promise<Site> => {
      const answer = await fetch('/public/v1/site', { credentials: 'omit', signal })
      if (!answer.ok) throw new Error(`site: ${answer.status}`)
      return answer.json()
    },
  })
}
