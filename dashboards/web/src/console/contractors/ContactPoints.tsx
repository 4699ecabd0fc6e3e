import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { useWholeList } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { Clock } from '../ui/times.tsx'
import { ContactPointForm } from './ContactPointForm.tsx'
import { renewContractors } from './ContractorForm.tsx'
import { SendTest } from './SendTest.tsx'
import type { ContactPoint } from './types.ts'
import { useWords } from './words.ts'

const PATH = '/api/v1/contact-points'

/** Who is reached how: people of a contractor, or the authority's officers on duty. @param contractorId null: officers. */
export function ContactPoints({ contractorId }: { readonly contractorId: string | null }) {
  const { t } = useWords()
  const mayWrite = useMay('contractors:write')
  const [adding, setAdding] = useState(false)
  const query = contractorId === null ? '' : `?contractor=${encodeURIComponent(contractorId)}`
  const points = useWholeList<ContactPoint>(`${PATH}${query}`)
  const add = (
    <button type="button" className="button" onClick={() => setAdding(true)}>
      <Icon name="plus" />
      {t('points.add')}
    </button>
  )
  return (
    <Panel title={t(contractorId === null ? 'points.duty' : 'points.title')} {...(mayWrite ? { actions: add } : {})}>
      <Loaded query={points}>
        {(all) => {
          const own = all.filter((it) => it.contractorId === contractorId)
          if (own.length === 0) {
            return (
              <Empty title={t('points.empty')}>
                {t(contractorId === null ? 'points.emptyDuty' : 'points.emptyText')}
              </Empty>
            )
          }
          return (
            <ul className="contractors-points">
              {own.map((it) => (
                <PointRow key={it.id} point={it} mayWrite={mayWrite} />
              ))}
            </ul>
          )
        }}
      </Loaded>
      {contractorId !== null && <p className="soft small">{t('points.push')}</p>}
      {adding && <ContactPointForm point={null} contractorId={contractorId} onClose={() => setAdding(false)} />}
    </Panel>
  )
}

function PointRow({ point, mayWrite }: { readonly point: ContactPoint; readonly mayWrite: boolean }) {
  const { t } = useWords()
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null)
  const path = `${PATH}/${encodeURIComponent(point.id)}`
  const close = () => setOpen(null)
  return (
    <li>
      <div className="stack-s">
        <div className="row">
          <strong>{point.name}</strong>
          <PointState point={point} />
        </div>
        <span>
          {t('points.line', { channel: t(`channel.${point.channel}`) })}
          <span className="number">{point.address}</span>
        </span>
        {point.contractorId === null && (
          <span className="small soft">
            <DutyHours point={point} />
          </span>
        )}
        <span className="small soft">
          {point.verifiedAt === null ? (
            t('points.unverified')
          ) : (
            <>
              {t('points.verified')}
              <Clock at={point.verifiedAt} />
            </>
          )}
        </span>
      </div>
      {mayWrite && (
        <div className="row no-print">
          {point.active && point.disabledAt === null && <SendTest path={`${path}/test`} label={t('points.test')} />}
          {point.channel !== 'web-push' && (
            <button type="button" className="button" onClick={() => setOpen('edit')}>
              <Icon name="edit" />
              {t('edit')}
              <span className="hidden-text"> {point.name}</span>
            </button>
          )}
          <button type="button" className="button is-danger" onClick={() => setOpen('remove')}>
            {t('points.remove')}
            <span className="hidden-text"> {point.name}</span>
          </button>
        </div>
      )}
      {open === 'edit' && <ContactPointForm point={point} contractorId={point.contractorId} onClose={close} />}
      {open === 'remove' && (
        <ConfirmDialog
          title={t('points.removeTitle', { name: point.name })}
          confirm={t('points.remove')}
          kind="danger"
          done={t('points.removed')}
          act={async (idempotencyKey) => {
            await apiSend('DELETE', path, undefined, { idempotencyKey })
            await renewContractors()
          }}
          onClose={close}
        >
          <p>{t('points.removeText')}</p>
        </ConfirmDialog>
      )}
    </li>
  )
}

function PointState({ point }: { readonly point: ContactPoint }) {
  const { t } = useWords()
  if (point.disabledAt !== null) {
    return (
      <>
        <Badge tone="bad">{t('points.disabled')}</Badge>
        {point.disabledWhy !== null && (
          <span className="small" lang="en">
            {point.disabledWhy}
          </span>
        )}
      </>
    )
  }
  return point.active ? <Badge tone="good">{t('points.inUse')}</Badge> : <Badge tone="calm">{t('points.off')}</Badge>
}

function DutyHours({ point }: { readonly point: ContactPoint }) {
  const { t } = useWords()
  const { days, fromTime, toTime } = point
  if (days === null && fromTime === null && toTime === null) return t('points.always')
  const dayText = days === null ? t('points.everyDay') : days.map((it) => t(`points.dayWord.${it}`)).join(' ')
  return `${dayText} ${fromTime ?? '0:00'}–${toTime ?? '24:00'}`
}
