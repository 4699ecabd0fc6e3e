import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useModal } from '../shared/use-modal.ts'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  onClose(): void
}

/** A sheet from the lower edge, within reach of a thumb; the browser keeps the focus in it and gives it back. */
export function CrewDialog({ title, children, onClose }: DialogProps) {
  const { t } = useTranslation()
  const ref = useModal()
  const titleId = useId()
  return (
    <dialog
      ref={ref}
      className="crew-dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="button" onClick={onClose}>
          {t('close')}
        </button>
      </header>
      {children}
    </dialog>
  )
}
