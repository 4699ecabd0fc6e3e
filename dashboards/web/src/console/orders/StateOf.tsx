import { Badge, OrderStatus } from '../ui/Badge.tsx'
import type { Order } from './order.ts'
import { useWords } from './words.ts'

/** How an order stands; one that nobody took says so, since nobody is being asked. */
export function StateOf({ order }: { readonly order: Pick<Order, 'state' | 'alarmAt'> }) {
  const { t } = useWords()
  if (order.state !== 'requested' || order.alarmAt === null) return <OrderStatus state={order.state} />
  return (
    <Badge tone="bad" icon="warn">
      {t('list.noTaker')}
    </Badge>
  )
}
