import { type ReactNode, useState } from 'react'
import { ConfirmDialog } from '../ui/actions.tsx'
import { type OrderCommand, sendCommand } from './commands.ts'
import type { Subject } from './order.ts'
import { ReasonField, type ReasonKey } from './ReasonField.tsx'

interface ReasonDialogProps {
  readonly subject: Subject
  readonly command: Extract<OrderCommand, 'reject' | 'withdraw' | 'reoffer'>
  readonly title: string
  readonly confirm: string
  readonly done: string
  readonly usual: readonly ReasonKey[]
  readonly kind?: 'main' | 'danger'
  readonly children?: ReactNode
  onClose(): void
}

/** A command that needs nothing but a reason. */
export function ReasonDialog({ subject, command, usual, children, kind = 'danger', ...rest }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      {...rest}
      kind={kind}
      disabled={reason.trim() === ''}
      act={(key) => sendCommand(subject, command, { reason: reason.trim() }, key)}
    >
      {children}
      <ReasonField value={reason} usual={usual} onChange={setReason} />
    </ConfirmDialog>
  )
}
