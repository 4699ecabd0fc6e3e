import { useState } from 'react'
import { sendCommand } from '../orders/commands.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { asProblem } from '../ui/problem-words.ts'
import { showToast } from '../ui/toasts.tsx'
import type { BoardOrder } from './board.ts'
import { useWords } from './words.ts'

interface Block {
  readonly blockId: string
  readonly blockName: string
  readonly orders: readonly BoardOrder[]
}

function blocksOf(proposals: readonly BoardOrder[]): Block[] {
  const blocks = new Map<string, Block>()
  for (const it of proposals) {
    const { blockId, blockName } = it
    blocks.set(blockId, { blockId, blockName, orders: [...(blocks.get(blockId)?.orders ?? []), it] })
  }
  return [...blocks.values()]
}

/** Proposals of one block, approved together: one confirmation, which names each. */
export function BlockApprovals({ orders }: { readonly orders: readonly BoardOrder[] }) {
  const { t } = useWords()
  const [opened, setOpened] = useState<Block | null>(null)
  const proposals = orders.filter((it) => it.kind === 'proposal')
  const blocks = blocksOf(proposals).filter((it) => it.orders.length > 1)
  return (
    <>
      {blocks.length > 0 && (
        <p className="board-blocks no-print">
          {blocks.map((it) => (
            <button key={it.blockId} type="button" className="button" onClick={() => setOpened(it)}>
              {t('approveBlock', { block: it.blockName, count: it.orders.length })}
            </button>
          ))}
        </p>
      )}
      {/* outside of what may vanish: the list as it was when it was opened is what is confirmed */}
      {opened !== null && <BlockDialog block={opened} onClose={() => setOpened(null)} />}
    </>
  )
}

function BlockDialog({ block, onClose }: { readonly block: Block; onClose(): void }) {
  const { t } = useWords()
  const count = block.orders.length
  return (
    <ConfirmDialog
      title={`${block.blockName}: ${t('approveBlockTitle', { count })}`}
      confirm={t('approveAll', { count })}
      act={(key) => approveAll(block.orders, key)}
      onClose={onClose}
    >
      <p>{t('approveBlockText')}</p>
      <ul className="reasons">
        {block.orders.map((it) => (
          <li key={it.orderId}>{it.routeName}</li>
        ))}
      </ul>
    </ConfirmDialog>
  )

  /** One after the other, each with a key of its own; what others were faster with is told and leaves the rest alone. */
  async function approveAll(orders: readonly BoardOrder[], key: string): Promise<void> {
    const refused: BoardOrder[] = []
    for (const order of orders) {
      try {
        await sendCommand(order, 'approve', {}, `${key}:${order.orderId}`)
      } catch (error) {
        if (asProblem(error).status !== 409) throw error
        refused.push(order)
      }
    }
    const approved = orders.length - refused.length
    if (approved > 0) showToast(t('approvedAll', { count: approved }))
    if (refused.length > 0) {
      showToast(t('approvedSome', { count: refused.length, routes: refused.map((it) => it.routeName).join('、') }))
    }
  }
}
