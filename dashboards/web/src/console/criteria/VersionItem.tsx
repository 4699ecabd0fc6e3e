import { useState } from 'react'
import { Link } from '../../shared/router.tsx'
import { useMay, useSignedIn } from '../../shared/session/session.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { TextArea } from '../ui/fields.tsx'
import { Clock } from '../ui/times.tsx'
import { showToast } from '../ui/toasts.tsx'
import { ChangeList } from './ChangeList.tsx'
import { CriterionText } from './CriterionText.tsx'
import { changesBetween } from './diff.ts'
import { type Step, takeStep } from './saving.ts'
import { personName } from './texts.ts'
import { bodyOf, type CriterionVersion, type VersionStatus } from './types.ts'
import { useWords } from './words.ts'

const TONES: Readonly<Record<VersionStatus, Tone>> = {
  draft: 'info',
  review: 'warn',
  published: 'calm',
  rejected: 'calm',
  withdrawn: 'calm',
}
const ICONS = { draft: 'edit', review: 'bell', published: 'done', rejected: 'cross', withdrawn: 'cross' } as const

interface VersionItemProps {
  readonly version: CriterionVersion
  /** Every version, newest first. */
  readonly items: readonly CriterionVersion[]
  /** A line of the history; else it is in the making and asks for something. */
  readonly within?: true
}

/** One version: its life, what changed, in full, and what may be done with it. */
export function VersionItem({ version, items, within }: VersionItemProps) {
  const { t } = useWords()
  const { criterion, status, inForce } = version
  const before = items.find((it) => it.criterion.version === comparedWith(version, items))
  return (
    <div className={within ? 'criteria-version' : 'panel criteria-open'}>
      <p className="row">
        <strong>{t('one.version', { version: criterion.version })}</strong>
        {inForce ? (
          <Badge tone="good">{t('status.inForce')}</Badge>
        ) : (
          <Badge tone={TONES[status]} icon={ICONS[status]}>
            {t(`status.${status}`)}
          </Badge>
        )}
      </p>
      <Life version={version} />
      {before !== undefined && (
        <details {...(within ? {} : { open: true })}>
          <summary>{t('one.changes', { version: before.criterion.version })}</summary>
          <ChangeList changes={changesBetween(bodyOf(before.criterion), bodyOf(criterion))} />
        </details>
      )}
      <details {...(within || before !== undefined ? {} : { open: true })}>
        <summary>{t('one.full')}</summary>
        <CriterionText words={criterion.words} />
      </details>
      {!within && <Steps version={version} items={items} />}
      {within && status === 'published' && <StepButton version={version} step="withdraw" />}
    </div>
  )
}

/** What a version is compared with: what it was written against, else what was published before it. */
function comparedWith(
  { basedOn, criterion }: CriterionVersion,
  items: readonly CriterionVersion[],
): number | undefined {
  if (basedOn !== null) return basedOn
  return items.find((it) => it.status === 'published' && it.criterion.version < criterion.version)?.criterion.version
}

function Life({ version }: { readonly version: CriterionVersion }) {
  const { t } = useWords()
  const { author, people, createdAt, submittedAt, submittedBy, decidedAt, decidedBy, note, decisionNote, status } =
    version
  const decided = status === 'published' || status === 'rejected' || status === 'withdrawn' ? status : null
  return (
    <ul className="criteria-life small">
      <li>
        {t('one.wrote')} <Clock at={createdAt} /> {personName(author, people)}
        {note !== null && <q>{note}</q>}
      </li>
      {submittedAt !== null && (
        <li>
          {t('one.submitted')} <Clock at={submittedAt} /> {personName(submittedBy, people)}
        </li>
      )}
      {decidedAt !== null && decided !== null && (
        <li>
          {t(`one.decided.${decided}`)} <Clock at={decidedAt} /> {personName(decidedBy, people)}
          {decisionNote !== null && decisionNote !== note && <q>{decisionNote}</q>}
        </li>
      )}
    </ul>
  )
}

/** What may be done with a version in the making, by whom. */
function Steps({
  version,
  items,
}: {
  readonly version: CriterionVersion
  readonly items: readonly CriterionVersion[]
}) {
  const { t } = useWords()
  const mayWrite = useMay('criteria:write')
  const me = `user:${useSignedIn().user.id}`
  if (!mayWrite) return null
  const { status, review, author, basedOn, criterion } = version
  const published = items.find((it) => it.status === 'published')?.criterion.version ?? null
  if (basedOn !== published) {
    return (
      <div className="stack-s">
        <p className="error-text">{t('one.others')}</p>
        <div className="row">
          <Link to={`/console/criteria/${encodeURIComponent(criterion.id)}/edit`} className="button is-main">
            {t('one.rewrite')}
          </Link>
          <StepButton version={version} step="withdraw" />
        </div>
      </div>
    )
  }
  const own = review === 'other' && author === me
  const mayPublish = review === 'any' || (status === 'review' && !own)
  return (
    <div className="stack-s">
      {status === 'review' && <p className="soft">{own ? t('one.ownWork') : t('one.reviewText')}</p>}
      <div className="row">
        {mayPublish && <StepButton version={version} step="publish" main />}
        {status === 'draft' && review === 'other' && <StepButton version={version} step="submit" main />}
        {status === 'review' && <StepButton version={version} step="reject" />}
        <StepButton version={version} step="withdraw" />
      </div>
    </div>
  )
}

const DONE = { submit: 'submittedDone', publish: 'published', reject: 'rejected', withdraw: 'withdrawn' } as const

function StepButton({
  version,
  step,
  main,
}: {
  readonly version: CriterionVersion
  readonly step: Step
  readonly main?: true
}) {
  const { t } = useWords()
  const mayWrite = useMay('criteria:write')
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  if (!mayWrite) return null
  const needed = step === 'reject' || (step === 'withdraw' && version.status === 'published')
  const name = `${t(`one.${step}`)}: ${t('one.version', { version: version.criterion.version })}`
  return (
    <>
      <button type="button" className={`button${main ? ' is-main' : ''}`} onClick={() => setAsking(true)}>
        {t(`one.${step}`)}
      </button>
      {asking && (
        <ConfirmDialog
          title={name}
          confirm={t(`one.${step}`)}
          kind={main ? 'main' : 'danger'}
          disabled={needed && reason.trim() === ''}
          act={async (key) => {
            await takeStep(version, step, reason, key)
            showToast(t(`one.${DONE[step]}`))
          }}
          onClose={() => setAsking(false)}
        >
          {step === 'withdraw' && version.status === 'published' && <p>{t('one.withdrawText')}</p>}
          <TextArea label={t('one.reason')} value={reason} required={needed} maxLength={1000} onChange={setReason} />
        </ConfirmDialog>
      )}
    </>
  )
}
