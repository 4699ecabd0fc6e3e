import { type ReactNode, useState } from 'react'
import { AskDialog } from '../orders/AskDialog.tsx'
import { sendCommand } from '../orders/commands.ts'
import { ReasonDialog } from '../orders/ReasonDialog.tsx'
import { RecordDialog } from '../orders/RecordDialog.tsx'
import { useWords as useOrderWords } from '../orders/words.ts'
import { ActionButton } from '../ui/actions.tsx'
import type { BoardOrder } from './board.ts'

type Opened = 'reject' | 'ask' | 'reoffer' | 'record' | 'withdraw' | null

/** What an officer can do about an order, the likeliest first and largest. */
export function CardActions({ order }: { readonly order: BoardOrder }) {
  const { t } = useOrderWords()
  const [opened, setOpened] = useState<Opened>(null)
  const { routeName: route } = order
  const close = () => setOpened(null)
  const button = (what: Opened, label: string, look = '') => (
    <button type="button" className={`button${look}`} onClick={() => setOpened(what)}>
      {label}
    </button>
  )
  return (
    <div className="board-actions">
      {order.kind === 'proposal' && (
        <>
          <ActionButton
            kind="main"
            done={t('act.approved', { route })}
            act={(key) => sendCommand(order, 'approve', {}, key)}
          >
            {t('act.approve')}
          </ActionButton>
          {button('reject', t('act.reject'))}
        </>
      )}
      {order.kind === 'alarm' && (
        <>
          {button('ask', t('act.ask'), ' is-main')}
          {button('reoffer', t('act.reoffer'))}
          {button('withdraw', t('act.withdraw'))}
        </>
      )}
      {order.kind === 'offer' && (
        <>
          {order.asked !== null && button('record', t('act.record'))}
          {button('ask', t('act.askNext'))}
        </>
      )}
      {(order.kind === 'recall' || order.kind === 'late') && button('withdraw', t('act.withdraw'))}
      <Opened order={order} opened={opened} onClose={close} />
    </div>
  )
}

interface OpenedProps {
  readonly order: BoardOrder
  readonly opened: Opened
  onClose(): void
}

function Opened({ order, opened, onClose }: OpenedProps): ReactNode {
  const { t } = useOrderWords()
  const { routeName: route, asked } = order
  switch (opened) {
    case null:
      return null
    case 'reject':
      return (
        <ReasonDialog
          subject={order}
          command="reject"
          title={t('act.rejectTitle', { route })}
          confirm={t('act.reject')}
          done={t('act.rejected', { route })}
          usual={['rain', 'warming', 'patrol', 'sensor']}
          onClose={onClose}
        />
      )
    case 'withdraw':
      return (
        <ReasonDialog
          subject={order}
          command="withdraw"
          title={t('act.withdrawTitle', { route })}
          confirm={t('act.withdraw')}
          done={t('act.withdrawn', { route })}
          usual={['stopped', 'rain', 'patrol']}
          onClose={onClose}
        >
          <p>{t('act.withdrawText')}</p>
        </ReasonDialog>
      )
    case 'reoffer':
      return (
        <ReasonDialog
          subject={order}
          command="reoffer"
          kind="main"
          title={t('act.reoffer')}
          confirm={t('act.reoffer')}
          done={t('act.reoffered')}
          usual={['back', 'noCrew']}
          onClose={onClose}
        >
          <p>{t('act.reofferText')}</p>
        </ReasonDialog>
      )
    case 'ask':
      return <AskDialog subject={order} askedNow={asked !== null} onClose={onClose} />
    case 'record':
      if (asked === null) return null
      return <RecordDialog subject={order} offerId={asked.offerId} firmName={asked.firm.name} onClose={onClose} />
  }
}
