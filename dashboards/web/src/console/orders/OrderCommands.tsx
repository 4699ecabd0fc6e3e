import { type ReactNode, useState } from 'react'
import { ActionButton } from '../ui/actions.tsx'
import { AskDialog } from './AskDialog.tsx'
import { sendCommand } from './commands.ts'
import { DeadlineDialog } from './DeadlineDialog.tsx'
import { useFirmNames } from './firm-names.ts'
import type { OrderDetail } from './order.ts'
import { ReasonDialog } from './ReasonDialog.tsx'
import { RecordDialog } from './RecordDialog.tsx'
import { ReportDialog } from './ReportDialog.tsx'
import { useWords } from './words.ts'

type Opened = 'reject' | 'withdraw' | 'ask' | 'reoffer' | 'record' | 'deadline' | 'start' | 'complete'

/** Every command that an order's state allows. */
export function OrderCommands({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  const [opened, setOpened] = useState<Opened | null>(null)
  const subject = { orderId: order.id, routeName: order.routeName }
  const offer = order.offers.find((it) => it.state === 'open')
  const button = (what: Opened, main = false) => (
    <button key={what} type="button" className={`button${main ? ' is-main' : ''}`} onClick={() => setOpened(what)}>
      {t(`act.${what}`)}
    </button>
  )
  return (
    <div className="orders-commands">
      {order.state === 'proposed' && (
        <>
          <ActionButton
            kind="main"
            done={t('act.approved', { route: order.routeName })}
            act={(key) => sendCommand(subject, 'approve', {}, key)}
          >
            {t('act.approve')}
          </ActionButton>
          {button('reject')}
        </>
      )}
      {order.state === 'requested' && (
        <>
          {offer !== undefined && button('record')}
          {button('ask', offer === undefined)}
          {offer === undefined && button('reoffer')}
        </>
      )}
      {order.state === 'accepted' && button('start')}
      {(order.state === 'accepted' || order.state === 'started') && button('complete')}
      {button('deadline')}
      {order.state !== 'proposed' && button('withdraw')}
      {opened !== null && <Opened order={order} what={opened} onClose={() => setOpened(null)} />}
    </div>
  )
}

interface OpenedProps {
  readonly order: OrderDetail
  readonly what: Opened
  onClose(): void
}

function Opened({ order, what, onClose }: OpenedProps): ReactNode {
  const { t } = useWords()
  const route = order.routeName
  const subject = { orderId: order.id, routeName: route }
  const offer = order.offers.find((it) => it.state === 'open')
  const common = { subject, onClose }
  switch (what) {
    case 'reject':
      return (
        <ReasonDialog
          {...common}
          command="reject"
          title={t('act.rejectTitle', { route })}
          confirm={t('act.reject')}
          done={t('act.rejected', { route })}
          usual={['rain', 'warming', 'patrol', 'sensor']}
        />
      )
    case 'withdraw':
      return (
        <ReasonDialog
          {...common}
          command="withdraw"
          title={t('act.withdrawTitle', { route })}
          confirm={t('act.withdraw')}
          done={t('act.withdrawn', { route })}
          usual={['stopped', 'rain', 'patrol']}
        >
          <p>{t('act.withdrawText')}</p>
        </ReasonDialog>
      )
    case 'reoffer':
      return (
        <ReasonDialog
          {...common}
          command="reoffer"
          kind="main"
          title={t('act.reoffer')}
          confirm={t('act.reoffer')}
          done={t('act.reoffered')}
          usual={['back', 'noCrew']}
        >
          <p>{t('act.reofferText')}</p>
        </ReasonDialog>
      )
    case 'ask':
      return <AskDialog {...common} askedNow={offer !== undefined} />
    case 'record':
      return offer === undefined ? null : <Record {...common} offer={offer} />
    case 'deadline':
      return <DeadlineDialog {...common} finishBy={order.finishBy} />
    case 'start':
    case 'complete':
      return <ReportDialog {...common} order={order} what={what} />
  }
}

interface RecordProps {
  readonly subject: { readonly orderId: string; readonly routeName: string }
  readonly offer: OrderDetail['offers'][number]
  onClose(): void
}

function Record({ subject, offer, onClose }: RecordProps) {
  const name = useFirmNames(subject.orderId)(offer.contractorId)
  return <RecordDialog subject={subject} offerId={offer.id} firmName={name} onClose={onClose} />
}
