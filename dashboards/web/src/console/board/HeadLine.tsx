import type { ReactNode } from 'react'
import type { Board } from './board.ts'
import { useWords } from './words.ts'

/** How the night stands in a line of figures: readable from across the room. */
export function HeadLine({ board }: { readonly board: Board }) {
  const { t } = useWords()
  const { head } = board
  const { dispatch, standby, sensors } = head
  const notJudged = board.unknownRoutes.withoutCriterion + board.unknownRoutes.withoutSensors
  const waiting = (state: 'proposed' | 'requested' | 'accepted' | 'started') =>
    standby[state] > 0 ? t('head.standby', { count: standby[state] }) : null
  return (
    <dl className="board-head" aria-label={t('head.label')}>
      <Figure name={t('head.above')} value={head.routesAboveTrigger} />
      <Figure name={t('head.proposed')} value={dispatch.proposed} note={waiting('proposed')} />
      <Figure name={t('head.requested')} value={dispatch.requested} note={waiting('requested')} />
      <Figure name={t('head.accepted')} value={dispatch.accepted} note={waiting('accepted')} />
      <Figure
        name={t('head.started')}
        value={dispatch.started}
        note={head.crewsWorking > 0 ? t('head.crews', { count: head.crewsWorking }) : waiting('started')}
      />
      <Figure name={t('head.done')} value={head.doneThisNight} />
      <Figure
        name={t('head.unknown')}
        value={head.routesUnknown}
        note={notJudged > 0 ? t('head.notJudged', { count: notJudged }) : null}
        look={head.routesUnknown + notJudged > 0 ? 'unknown' : ''}
      />
      <Figure name={t('head.sensors')} value={t('head.ofTotal', sensors)} />
    </dl>
  )
}

interface FigureProps {
  readonly name: string
  readonly value: ReactNode
  readonly note?: string | null
  readonly look?: 'unknown' | ''
}

function Figure({ name, value, note, look = '' }: FigureProps) {
  return (
    <div className={`board-figure${look === '' ? '' : ` is-${look}`}`}>
      <dt>{name}</dt>
      <dd>
        <span className="number">{value}</span>
        {note != null && <span className="small soft">{note}</span>}
      </dd>
    </div>
  )
}
