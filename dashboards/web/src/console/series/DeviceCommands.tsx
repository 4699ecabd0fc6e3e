import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { queryClient, useApi } from '../../shared/queries.ts'
import { ActionButton, ConfirmDialog } from '../ui/actions.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Clock } from '../ui/times.tsx'
import type { Page } from './api.ts'
import type { Command } from './device-api.ts'
import { useWords } from './words.ts'

const SHOWN = 8
const TONES = { queued: 'warn', sent: 'info', acknowledged: 'good', failed: 'bad', expired: 'unknown' } as const

interface DeviceCommandsProps {
  readonly path: string
  readonly mayWrite: boolean
}

/** Commands to a device and what became of each. */
export function DeviceCommands({ path, mayWrite }: DeviceCommandsProps) {
  const { t } = useWords()
  const [asking, setAsking] = useState(false)
  const list = `${path}/commands?limit=${SHOWN}`
  const commands = useApi<Page<Command>>(list)
  const command = async (kind: Command['kind'], idempotencyKey: string) => {
    await apiSend('POST', `${path}/commands`, { kind }, { idempotencyKey })
    await queryClient.invalidateQueries({ queryKey: [list] })
  }
  return (
    <Panel
      title={t('device.commands')}
      actions={
        mayWrite && (
          <>
            <ActionButton act={(key) => command('sample-now', key)} done={t('device.queued')}>
              {t('device.sampleNow')}
            </ActionButton>
            <button type="button" className="button" onClick={() => setAsking(true)}>
              {t('device.reboot')}
            </button>
          </>
        )
      }
    >
      <Loaded query={commands}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="soft">{t('device.noCommands')}</p>}
            <ul className="stack-s">
              {items.map((it) => (
                <li key={it.id} className="row">
                  <Clock at={it.createdAt} /> {t(`device.commandKind.${it.kind}`)}
                  <Badge tone={TONES[it.state]}>{t(`device.commandState.${it.state}`)}</Badge>
                  {it.detail !== null && <span className="small soft">{it.detail}</span>}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
      {asking && (
        <ConfirmDialog
          title={t('device.reboot')}
          confirm={t('device.reboot')}
          kind="danger"
          done={t('device.queued')}
          act={(key) => command('reboot', key)}
          onClose={() => setAsking(false)}
        >
          <p>{t('device.rebootText')}</p>
        </ConfirmDialog>
      )}
    </Panel>
  )
}
