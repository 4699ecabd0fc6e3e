import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { useApi } from '../../shared/queries.ts'
import { ActionButton } from '../ui/actions.tsx'
import { DeliveryState } from './DeliveryState.tsx'
import type { Delivery } from './types.ts'
import { useWords } from './words.ts'

/** While it is under way the outcome is asked for this often. */
const ASK_MS = 2000

/** Sends a test by the way of an offer, and tells what came of it. @param path that makes the test. */
export function SendTest({ path, label }: { readonly path: string; readonly label: string }) {
  const { t } = useWords()
  const [deliveryId, setDeliveryId] = useState<string | null>(null)
  return (
    <span className="row">
      <ActionButton
        done={t('points.tested')}
        act={async (idempotencyKey) => {
          const { data } = await apiSend<{ deliveryId: string }>('POST', path, {}, { idempotencyKey })
          setDeliveryId(data.deliveryId)
        }}
      >
        {label}
      </ActionButton>
      {deliveryId !== null && <Outcome key={deliveryId} id={deliveryId} />}
    </span>
  )
}

function Outcome({ id }: { readonly id: string }) {
  const { t } = useWords()
  const [waiting, setWaiting] = useState(true)
  const delivery = useApi<Delivery>(`/api/v1/deliveries/${encodeURIComponent(id)}`, {
    everyMs: waiting ? ASK_MS : false,
  })
  if (delivery.data !== undefined && delivery.data.state !== 'pending' && waiting) setWaiting(false)
  return (
    <span role="status" className="row small">
      {delivery.data === undefined ? t('deliveries.waiting') : <DeliveryState delivery={delivery.data} />}
    </span>
  )
}
