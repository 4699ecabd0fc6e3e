import { isId } from '../domain/device.ts'
import type { DownLeaf } from './downlink.ts'

/** Topics a device uses: `yukiban/v1/{device}/reading|status` up, `…/config|command` down. */
const PREFIX = ['yukiban', 'v1'] as const
const UP_PREFIX = `${PREFIX.join('/')}/`
const UP = ['reading', 'status'] as const
const DOWN = ['config', 'command'] as const satisfies readonly DownLeaf[]

export type UpKind = (typeof UP)[number]

/** What a publish of `deviceId` to `topic` is: an uplink, or why it is refused. */
export function uplink(topic: string, deviceId: string): { readonly kind: UpKind } | { readonly refused: string } {
  for (const kind of UP) if (topic === `${UP_PREFIX}${deviceId}/${kind}`) return { kind }
  const [root, version, owner, leaf, ...rest] = topic.split('/')
  if (root !== PREFIX[0] || version !== PREFIX[1] || owner === undefined || leaf === undefined || rest.length > 0) {
    return { refused: `topic must be yukiban/v1/${deviceId}/${UP.join('|')}, got ${short(topic)}` }
  }
  if (owner !== deviceId) return { refused: `topic ${short(topic)} is not ${deviceId}'s own` }
  return { refused: `topic ends in ${short(leaf)}, which is none of ${UP.join(', ')}` }
}

/** The device an uplink topic names; undefined when it is no topic of ours or names none that could be registered. */
export function deviceOf(topic: string): string | undefined {
  const [root, version, owner = '', leaf, ...rest] = topic.split('/')
  const ours = root === PREFIX[0] && version === PREFIX[1] && leaf !== undefined && rest.length === 0
  return ours && isId(owner) ? owner : undefined
}

/** The filters that together match every uplink of every device, and nothing else. */
export function uplinkFilters(): string[] {
  return UP.map((leaf) => `${PREFIX.join('/')}/+/${leaf}`)
}

/** Where a device hears from us. */
export function downTopic(deviceId: string, leaf: DownLeaf): string {
  return `${PREFIX.join('/')}/${deviceId}/${leaf}`
}

/** A device may listen to its own configuration and commands and to nothing else. */
export function maySubscribe(filter: string, deviceId: string): boolean {
  return DOWN.some((leaf) => filter === `${PREFIX.join('/')}/${deviceId}/${leaf}`)
}

/** The topic of a device's status, which is also its last will. */
export function statusTopic(deviceId: string): string {
  return `${PREFIX.join('/')}/${deviceId}/status`
}

function short(text: string): string {
  return JSON.stringify(text.length <= 80 ? text : `${text.slice(0, 77)}…`)
}
