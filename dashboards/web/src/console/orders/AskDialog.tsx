import { useState } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { useApi } from '../../shared/queries.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { inWords } from '../ui/parts.tsx'
import { sendCommand } from './commands.ts'
import type { Candidate, Subject } from './order.ts'
import { ReasonField } from './ReasonField.tsx'
import { useWords } from './words.ts'

interface AskDialogProps {
  readonly subject: Subject
  /** An offer is open to somebody: it will be taken back. */
  readonly askedNow: boolean
  onClose(): void
}

/** Asks a contractor that an officer chooses; who is next on the roster is chosen already. */
export function AskDialog({ subject, askedNow, onClose }: AskDialogProps) {
  const { t } = useWords()
  const path = `/api/v1/orders/${encodeURIComponent(subject.orderId)}/candidates`
  const query = useApi<{ readonly items: readonly Candidate[] }>(path)
  const [picked, setPicked] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const items = query.data?.items ?? []
  const chosen = items.find((it) => it.contractorId === picked) ?? items.find((it) => it.standing === 'next')
  return (
    <ConfirmDialog
      title={t('act.askTitle', { route: subject.routeName })}
      confirm={t('act.askConfirm')}
      done={t('act.asked', { name: chosen?.name ?? '' })}
      disabled={chosen === undefined || reason.trim() === ''}
      act={(key) =>
        sendCommand(subject, 'offer', { contractor: chosen?.contractorId ?? '', reason: reason.trim() }, key)
      }
      onClose={onClose}
    >
      {askedNow && <p>{t('act.askText')}</p>}
      <Loaded query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <p>{t('act.noCandidates')}</p>
          ) : (
            <fieldset className="orders-candidates">
              <legend>{t('act.candidates')}</legend>
              {data.items.map((it) => (
                <CandidateRow
                  key={it.contractorId}
                  candidate={it}
                  chosen={it.contractorId === chosen?.contractorId}
                  onChoose={() => setPicked(it.contractorId)}
                />
              ))}
            </fieldset>
          )
        }
      </Loaded>
      <ReasonField value={reason} usual={['noAnswer', 'noCrew', 'nearer']} onChange={setReason} />
    </ConfirmDialog>
  )
}

interface CandidateRowProps {
  readonly candidate: Candidate
  readonly chosen: boolean
  onChoose(): void
}

function CandidateRow({ candidate, chosen, onChoose }: CandidateRowProps) {
  const { t } = useWords()
  const { name, phone, rank, standing, why } = candidate
  return (
    <div className="orders-candidate">
      <label>
        <input type="radio" name="contractor" checked={chosen} onChange={onChoose} />
        <span className="orders-candidate-name">
          <strong>{name}</strong>
          <span className="small soft">
            {rank !== null && rank > 0 && `${t('one.rank', { rank })}・`}
            {why === null ? t(`act.standing.${standing}`) : inWords(why)}
          </span>
        </span>
      </label>
      {phone !== null && <CallLink phone={phone} name={name} />}
    </div>
  )
}

/** Dials, on a phone. */
export function CallLink({ phone, name }: { readonly phone: string; readonly name: string }) {
  const { t } = useWords()
  return (
    <a className="button is-quiet" href={`tel:${phone}`}>
      <Icon name="phone" />
      <span className="hidden-text">{t('act.call', { name })} </span>
      <span className="number">{phone}</span>
    </a>
  )
}
