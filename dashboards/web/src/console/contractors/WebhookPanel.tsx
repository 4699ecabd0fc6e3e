import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { useMay } from '../../shared/session/session.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { NumberInput } from '../ui/fields.tsx'
import { Facts, Panel } from '../ui/Page.tsx'
import { CopyText } from '../ui/parts.tsx'
import { Ago, Clock } from '../ui/times.tsx'
import { renewContractors } from './ContractorForm.tsx'
import { SendTest } from './SendTest.tsx'
import type { Contractor } from './types.ts'
import { useWords } from './words.ts'

const DEFAULT_OVERLAP_H = 24
const MAX_OVERLAP_H = 168

interface NewSecret {
  readonly secret: string
  readonly oldSecretUntil: string | null
}

/** A contractor's own system: where messages go, a ping, another secret. */
export function WebhookPanel({ firm }: { readonly firm: Contractor }) {
  const { t } = useWords()
  const mayWrite = useMay('contractors:write')
  const { webhookUrl, webhookDisabledAt } = firm
  if (webhookUrl === null) {
    return (
      <Panel title={t('webhook.title')}>
        <p className="soft">{t('webhook.none')}</p>
      </Panel>
    )
  }
  return (
    <Panel title={t('webhook.title')} {...(mayWrite ? { actions: <RotateSecret firm={firm} /> } : {})}>
      <div className="stack">
        <Facts
          items={[
            [t('webhook.url'), webhookUrl],
            [
              t('points.state'),
              webhookDisabledAt === null ? (
                <Badge key="on" tone="good">
                  {t('webhook.on')}
                </Badge>
              ) : (
                <Badge key="off" tone="bad">
                  {t('webhook.off')}
                </Badge>
              ),
            ],
          ]}
        />
        {webhookDisabledAt !== null && (
          <p>
            <Ago at={webhookDisabledAt} /> {t('webhook.offText')}
          </p>
        )}
        {mayWrite && webhookDisabledAt === null && (
          <SendTest
            path={`/api/v1/contractors/${encodeURIComponent(firm.id)}/test-webhook`}
            label={t('webhook.ping')}
          />
        )}
      </div>
    </Panel>
  )
}

function RotateSecret({ firm }: { readonly firm: Contractor }) {
  const { t } = useWords()
  const [asking, setAsking] = useState(false)
  const [overlapHours, setOverlap] = useState<number | null>(DEFAULT_OVERLAP_H)
  const [made, setMade] = useState<NewSecret | null>(null)
  const rotate = async (idempotencyKey: string) => {
    const path = `/api/v1/contractors/${encodeURIComponent(firm.id)}/rotate-secret`
    const { data } = await apiSend<NewSecret>('POST', path, { overlapHours: overlapHours ?? 0 }, { idempotencyKey })
    setMade(data)
    void renewContractors()
  }
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {t('webhook.rotate')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('webhook.rotateTitle')}
          confirm={t('webhook.rotate')}
          kind="danger"
          act={rotate}
          onClose={() => setAsking(false)}
        >
          <p>{t('webhook.rotateText')}</p>
          <NumberInput
            label={t('webhook.overlap')}
            hint={t('webhook.overlapHint')}
            unit={t('webhook.hours')}
            value={overlapHours}
            min={0}
            max={MAX_OVERLAP_H}
            step={1}
            required
            onChange={setOverlap}
          />
        </ConfirmDialog>
      )}
      {made !== null && (
        <Dialog title={t('webhook.newTitle')}>
          <div className="stack">
            <p>{t('webhook.newText')}</p>
            <CopyText text={made.secret} label={t('webhook.secret')} />
            <p className="small">
              {made.oldSecretUntil === null ? (
                t('webhook.oldOver')
              ) : (
                <>
                  {t('webhook.oldUntil')} <Clock at={made.oldSecretUntil} />
                </>
              )}
            </p>
            <div className="dialog-actions">
              <button type="button" className="button is-main" onClick={() => setMade(null)}>
                {t('form.close')}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  )
}
