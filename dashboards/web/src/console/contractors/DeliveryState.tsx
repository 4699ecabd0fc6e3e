import { Badge, type Tone } from '../ui/Badge.tsx'
import type { Delivery } from './types.ts'
import { useWords } from './words.ts'

const TONES: Readonly<Record<Delivery['state'], Tone>> = {
  pending: 'warn',
  delivered: 'good',
  failed: 'bad',
  disabled: 'bad',
  obsolete: 'calm',
}

/** What became of a message, with the receiver's own answer where it failed. */
export function DeliveryState({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useWords()
  const { state, lastStatus, lastError } = delivery
  return (
    <span className="stack-s">
      <span>
        <Badge tone={TONES[state]}>{t(`deliveries.stateWord.${state}`)}</Badge>
      </span>
      {state !== 'delivered' && lastStatus !== null && (
        <span className="small">{t('deliveries.status', { status: lastStatus })}</span>
      )}
      {state !== 'delivered' && lastError !== null && (
        <span className="small" lang="en">
          {lastError}
        </span>
      )}
    </span>
  )
}
