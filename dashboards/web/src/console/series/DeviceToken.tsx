import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { queryClient } from '../../shared/queries.ts'
import { DeviceCredentials } from '../setup/DeviceCredentials.tsx'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Panel } from '../ui/Page.tsx'
import type { Device } from './device-api.ts'
import { useWords } from './words.ts'

/** The token a device connects with: a new one is shown once, a lost one revoked. */
export function DeviceToken({ device, path }: { readonly device: Device; readonly path: string }) {
  const { t } = useWords()
  const [asking, setAsking] = useState<'rotate' | 'revoke' | null>(null)
  const [token, setToken] = useState<string | null>(null)
  const renew = () => queryClient.invalidateQueries({ queryKey: [path] })
  const rotate = async (idempotencyKey: string) => {
    const { data } = await apiSend<{ token: string }>('POST', `${path}/rotate-token`, undefined, { idempotencyKey })
    setToken(data.token)
    await renew()
  }
  const revoke = async (idempotencyKey: string) => {
    await apiSend('POST', `${path}/revoke-token`, undefined, { idempotencyKey })
    await renew()
  }
  const close = () => setAsking(null)
  return (
    <Panel title={t('device.token')}>
      <div className="stack-s">
        <p>{t(device.hasToken ? 'device.hasToken' : 'device.noToken')}</p>
        <div className="row">
          <button type="button" className="button" onClick={() => setAsking('rotate')}>
            {t('device.rotate')}
          </button>
          {device.hasToken && (
            <button type="button" className="button is-danger" onClick={() => setAsking('revoke')}>
              {t('device.revoke')}
            </button>
          )}
        </div>
      </div>
      {asking === 'rotate' && (
        <ConfirmDialog
          title={t('device.rotate')}
          confirm={t('device.rotate')}
          kind="danger"
          act={rotate}
          onClose={close}
        >
          <p>{t('device.rotateText')}</p>
        </ConfirmDialog>
      )}
      {asking === 'revoke' && (
        <ConfirmDialog
          title={t('device.revoke')}
          confirm={t('device.revoke')}
          kind="danger"
          done={t('device.revoked')}
          act={revoke}
          onClose={close}
        >
          <p>{t('device.revokeText')}</p>
        </ConfirmDialog>
      )}
      {token !== null && asking === null && (
        <Dialog title={t('device.token')}>
          <div className="stack">
            <DeviceCredentials deviceId={device.id} token={token} mountHeightMm={device.mountHeightMm} />
            <div className="dialog-actions">
              <button type="button" className="button is-main" onClick={() => setToken(null)}>
                {t('device.close')}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </Panel>
  )
}
