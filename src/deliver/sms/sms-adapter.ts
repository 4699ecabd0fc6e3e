import type { SmsConfig } from '../../config-channels.ts'
import { SECOND_MS } from '../../domain/time.ts'
import type { ChannelAdapter } from '../channel-adapter.ts'
import type { GuardedClient } from '../guarded-request.ts'
import { smsRequest } from './template.ts'

/** Text messages through any gateway with an HTTP interface; the operator's template says how it wants to be asked. */

const TIMEOUT_MS = 15 * SECOND_MS

/** The adapter for one gateway. */
export function smsAdapter(config: SmsConfig, client: GuardedClient): ChannelAdapter {
  return {
    async send({ deliveryId, to, message }) {
      const fields = { to: plainNumber(to.address), text: message.sms, id: deliveryId }
      const result = await client.request({ ...smsRequest(config, fields), timeoutMs: TIMEOUT_MS })
      if (result.kind !== 'response') return result
      const { status } = result
      if (config.success.some(([from, until]) => status >= from && status <= until)) return { kind: 'accepted', status }
      // a status outside the list is a failure even where it is 2xx, and no status says that the number is gone
      if (status === 410 || (status >= 200 && status < 300)) {
        return { kind: 'error', why: `the SMS gateway answered ${status}` }
      }
      return result
    },
  }
}

/** Digits with the plus of an international number: `03-1234 5678` → `0312345678`. */
function plainNumber(text: string): string {
  const digits = text.normalize('NFKC').replace(/[^0-9]/g, '')
  return text.normalize('NFKC').trim().startsWith('+') ? `+${digits}` : digits
}
