import { Dialog } from '../ui/Dialog.tsx'
import { CopyText } from '../ui/parts.tsx'
import { Clock } from '../ui/times.tsx'
import type { SetToken } from './types.ts'
import { useWords } from './words.ts'

interface SetLinkProps {
  readonly title: string
  readonly made: SetToken
  onClose(): void
}

/** The link with which a person chooses a password, shown this once. The token stands where no log sees it. */
export function SetLink({ title, made, onClose }: SetLinkProps) {
  const { t } = useWords()
  return (
    <Dialog title={title}>
      <div className="stack">
        <p>{t('link.text')}</p>
        <CopyText text={`${window.location.origin}/set-password#${made.token}`} label={t('link.label')} />
        <p className="small">
          {t('link.until')} <Clock at={made.expiresAt} />
        </p>
        <p className="soft small">{t('link.how')}</p>
        <div className="dialog-actions">
          <button type="button" className="button is-main" onClick={onClose}>
            {t('link.close')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
