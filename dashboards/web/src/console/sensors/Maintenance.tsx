import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { useServerNow } from '../../shared/live.ts'
import { queryClient } from '../../shared/queries.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { NumberInput, TextInput } from '../ui/fields.tsx'
import type { FleetDevice } from './fleet.ts'
import { useWords } from './words.ts'

const FIRST_HOURS = 2
const HOUR_MS = 3_600_000

interface DialogProps {
  readonly device: FleetDevice
  onClose(): void
}

/** Takes a device into maintenance for some hours, or ends that. */
export function MaintenanceDialog({ device, onClose }: DialogProps) {
  return device.maintenance === null ? (
    <Begin device={device} onClose={onClose} />
  ) : (
    <End device={device} id={device.maintenance.id} onClose={onClose} />
  )
}

function Begin({ device, onClose }: DialogProps) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const [hours, setHours] = useState<number | null>(FIRST_HOURS)
  const [reason, setReason] = useState('')
  const begin = async (idempotencyKey: string) => {
    const to = new Date(nowMs + (hours ?? 0) * HOUR_MS).toISOString()
    const body = { target: { kind: 'device', device: device.id }, to, reason }
    await apiSend('POST', '/api/v1/silences', body, { idempotencyKey })
    await renewFleet()
  }
  return (
    <ConfirmDialog
      title={t('maintenance.beginOf', { device: device.id })}
      confirm={t('maintenance.begin')}
      done={t('maintenance.begun')}
      disabled={hours === null || hours <= 0 || reason.trim() === ''}
      act={begin}
      onClose={onClose}
    >
      <p>{t('maintenance.note')}</p>
      <NumberInput
        label={t('maintenance.hours')}
        unit={t('maintenance.hoursUnit')}
        min={0.5}
        value={hours}
        onChange={setHours}
      />
      <TextInput label={t('maintenance.reason')} value={reason} required maxLength={200} onChange={setReason} />
    </ConfirmDialog>
  )
}

function End({ device, id, onClose }: DialogProps & { readonly id: string }) {
  const { t } = useWords()
  const end = async (idempotencyKey: string) => {
    await apiSend('POST', `/api/v1/silences/${encodeURIComponent(id)}/end`, {}, { idempotencyKey })
    await renewFleet()
  }
  return (
    <ConfirmDialog
      title={t('maintenance.endOf', { device: device.id })}
      confirm={t('maintenance.end')}
      done={t('maintenance.ended')}
      act={end}
      onClose={onClose}
    >
      <p>{device.maintenance?.reason}</p>
      <p>{t('maintenance.endText')}</p>
    </ConfirmDialog>
  )
}

function renewFleet(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['/api/v1/fleet'] })
}
