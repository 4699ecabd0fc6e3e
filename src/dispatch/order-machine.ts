import type { OrderState } from '../domain/order.ts'

/**
 * The life of an order, as a pure transition table (docs/order-lifecycle.md shows the same; a test holds them equal).
 *
 * An order is born `proposed` (support mode: an officer must approve) or `requested` (automatic mode, or an officer's
 * own order). While `requested`, contractors are asked one after another by offers; an accepted offer makes it
 * `accepted`. The contractor reports `started` and `completed`. An officer may reject a proposal, and may withdraw any
 * order that is not yet completed; a rule may withdraw what nobody has accepted. A stand-by that a contractor has taken
 * is completed by `convert`, begun or not, when that contractor takes the dispatch it stood by for. `completed`,
 * `rejected` and `withdrawn` are final. A command that would repeat the state an order is already in changes nothing.
 */

export const ORDER_COMMANDS = ['approve', 'reject', 'accept', 'start', 'complete', 'convert', 'withdraw'] as const
export type OrderCommand = (typeof ORDER_COMMANDS)[number]

export const BIRTH_STATES = ['proposed', 'requested'] as const satisfies readonly OrderState[]

/** state → command → next state; what is absent is not allowed. */
export const TRANSITIONS: Readonly<Record<OrderState, Partial<Record<OrderCommand, OrderState>>>> = {
  proposed: { approve: 'requested', reject: 'rejected', withdraw: 'withdrawn' },
  requested: { accept: 'accepted', withdraw: 'withdrawn' },
  accepted: { start: 'started', convert: 'completed', withdraw: 'withdrawn' },
  started: { complete: 'completed', convert: 'completed', withdraw: 'withdrawn' },
  completed: {},
  rejected: {},
  withdrawn: {},
}

const RESULT: Readonly<Record<OrderCommand, OrderState>> = {
  approve: 'requested',
  reject: 'rejected',
  accept: 'accepted',
  start: 'started',
  complete: 'completed',
  convert: 'completed',
  withdraw: 'withdrawn',
}

/** Follows from another order and is nobody's to give. */
const BY_ITSELF: OrderCommand = 'convert'

export type Step =
  | { readonly kind: 'move'; readonly to: OrderState }
  /** The order is already where the command leads: a repeat. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'refuse'; readonly allowed: readonly OrderCommand[] }

/** What `command` does to an order in `state`. */
export function step(state: OrderState, command: OrderCommand): Step {
  const to = TRANSITIONS[state][command]
  if (to !== undefined) return { kind: 'move', to }
  if (RESULT[command] === state) return { kind: 'repeat' }
  return { kind: 'refuse', allowed: ORDER_COMMANDS.filter(isOpenTo(state)) }
}

function isOpenTo(state: OrderState): (command: OrderCommand) => boolean {
  return (command) => command !== BY_ITSELF && TRANSITIONS[state][command] !== undefined
}
