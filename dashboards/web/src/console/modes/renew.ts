import { queryClient } from '../../shared/queries.ts'

/** Asks anew for every list of a family, such as `silences`. */
export function renew(family: 'modes' | 'silences'): void {
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => String(queryKey[0]).startsWith(`/api/v1/${family}`),
  })
}
