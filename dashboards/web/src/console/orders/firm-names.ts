import { useApi } from '../../shared/queries.ts'
import type { Timeline } from './order.ts'

/** Steps of one order: far more than any has. */
function timelinePath(orderId: string): string {
  return `/api/v1/orders/${encodeURIComponent(orderId)}/timeline?limit=1000`
}

/** What the contractors of an order are called, by id, as its timeline has them: viewers may not read contractors. */
export function useFirmNames(orderId: string): (contractorId: string) => string {
  const { data } = useApi<Timeline>(timelinePath(orderId))
  const names = new Map(
    (data?.items ?? []).flatMap((it) =>
      it.contractorId === null || it.contractorName === null ? [] : [[it.contractorId, it.contractorName] as const],
    ),
  )
  return (contractorId) => names.get(contractorId) ?? contractorId
}
