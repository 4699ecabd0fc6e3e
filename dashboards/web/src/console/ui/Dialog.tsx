import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../shared/icons.tsx'
import { useModal } from '../../shared/use-modal.ts'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  /** Escape, the cross and a click beside it. Without it the dialog stays until it is answered. */
  onClose?(): void
}

/** A modal dialog: the browser keeps the focus in it and gives it back. Shown while it is rendered. */
export function Dialog({ title, children, onClose }: DialogProps) {
  const { t } = useTranslation()
  const ref = useModal()
  const titleId = useId()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose?.()
      }}
    >
      <div className="dialog-body">
        <header className="panel-head">
          <h2 id={titleId}>{title}</h2>
          {onClose !== undefined && (
            <button type="button" className="button is-quiet" onClick={onClose} aria-label={t('ui.close')}>
              <Icon name="cross" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  )
}
