import { useApi } from '../../shared/queries.ts'
import { Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { inWords } from '../ui/parts.tsx'
import { Clock } from '../ui/times.tsx'
import type { Timeline, TimelineStep } from './order.ts'
import { useWords } from './words.ts'

/** An order's life from the journal: what, who, when, why. @param path of the order. */
export function Course({ path }: { readonly path: string }) {
  const { t } = useWords()
  const query = useApi<Timeline>(`${path}/timeline?limit=1000`)
  return (
    <Panel title={t('one.course')}>
      <Loaded query={query}>
        {({ items }) => (
          <ol className="orders-course" aria-label={t('one.courseCaption')}>
            {items.map((it) => (
              <CourseStep key={it.id} step={it} />
            ))}
          </ol>
        )}
      </Loaded>
    </Panel>
  )
}

function CourseStep({ step }: { readonly step: TimelineStep }) {
  const { t } = useWords()
  const [kind = 'system'] = step.actor.split(':')
  const known = kind === 'rule' || kind === 'user' || kind === 'api-key' || kind === 'contractor' ? kind : 'system'
  const who = step.actorName ?? t(`one.by.${known}`)
  return (
    <li>
      <span className="orders-when">
        <Clock at={step.at} />
      </span>
      <span>
        <strong>{inWords(step)}</strong>
        {step.contractorName !== null && ` ${step.contractorName}`}
        {who !== step.contractorName && <span className="small soft"> {who}</span>}
        {step.reason !== null && (
          <>
            <br />
            <span className="small">「{step.reason}」</span>
          </>
        )}
      </span>
    </li>
  )
}
