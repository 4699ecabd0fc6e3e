import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../shared/icons.tsx'

/** calm: nothing to do; info: under way; good: done; warn: soon; bad: now; unknown: not known. */
export type Tone = 'calm' | 'info' | 'good' | 'warn' | 'bad' | 'unknown'

const ICONS: Readonly<Record<Tone, IconName>> = {
  calm: 'none',
  info: 'working',
  good: 'done',
  warn: 'deadline',
  bad: 'warn',
  unknown: 'unknown',
}

interface BadgeProps {
  readonly tone: Tone
  /** Stands for the tone unless given. */
  readonly icon?: IconName
  readonly children: ReactNode
}

/** A status in a word: colour, border pattern and icon say the same again. */
export function Badge({ tone, icon, children }: BadgeProps) {
  return (
    <span className={`badge badge-${tone}`}>
      <Icon name={icon ?? ICONS[tone]} />
      {children}
    </span>
  )
}

const ORDER_LOOKS = {
  proposed: ['warn', 'bell'],
  requested: ['warn', 'ordered'],
  accepted: ['info', 'done'],
  started: ['info', 'working'],
  completed: ['good', 'done'],
  rejected: ['calm', 'cross'],
  withdrawn: ['calm', 'cross'],
} as const satisfies Readonly<Record<string, readonly [Tone, IconName]>>

export type OrderState = keyof typeof ORDER_LOOKS

export function OrderStatus({ state }: { readonly state: OrderState }) {
  const { t } = useTranslation()
  const [tone, icon] = ORDER_LOOKS[state]
  return (
    <Badge tone={tone} icon={icon}>
      {t(`order.${state}`)}
    </Badge>
  )
}

const DEADLINE_LOOKS = { 'on-time': 'good', 'at-risk': 'warn', missed: 'bad' } as const

export type DeadlineState = keyof typeof DEADLINE_LOOKS

export function DeadlineStatus({ state }: { readonly state: DeadlineState }) {
  const { t } = useTranslation()
  return (
    <Badge tone={DEADLINE_LOOKS[state]} icon="deadline">
      {t(`deadline.${state}`)}
    </Badge>
  )
}
