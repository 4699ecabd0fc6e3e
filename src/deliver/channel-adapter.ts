import type { PushKeys } from '../store/contact-points/contact-point.ts'
import type { RenderedMessage } from './message/notice.ts'
import type { SendResult } from './verdict.ts'

/** Where one message to a person goes. */
export interface ChannelAddress {
  /** E-mail address, telephone number, LINE id or push endpoint. */
  readonly address: string
  /** Keys of a push subscription; null for other channels. */
  readonly keys: PushKeys | null
}

export interface ChannelMessage {
  /** The same for every attempt, so that repeats can be recognised. */
  readonly deliveryId: string
  readonly to: ChannelAddress
  readonly message: RenderedMessage
  /** When the message is of no use any more; null: whenever it arrives. */
  readonly uselessAfterS: number | null
}

/** One way to people. Never rejects; says in the same words as every other what came of it. */
export interface ChannelAdapter {
  send(message: ChannelMessage): Promise<SendResult>
}
