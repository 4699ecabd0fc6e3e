import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../../shared/api-client.ts'
import { Dialog } from './Dialog.tsx'
import { Problem } from './Problem.tsx'
import { asProblem } from './problem-words.ts'
import { showToast } from './toasts.tsx'

export interface Running {
  readonly busy: boolean
  readonly problem: ApiProblem | null
  /** Runs it, unless it runs already. @returns whether it worked. */
  run(): Promise<boolean>
  reset(): void
}

/**
 * Something a person does once, with what became of it. The key is made at the first try and kept until it worked, so
 * that trying again never does it twice.
 * @param act gets the Idempotency-Key to send.
 */
export function useAction(act: (idempotencyKey: string) => Promise<unknown>, done?: string): Running {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const running = useRef(false)
  const key = useRef<string | null>(null)
  const run = async () => {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setProblem(null)
    key.current ??= crypto.randomUUID()
    try {
      await act(key.current)
      key.current = null
      if (done !== undefined) showToast(done)
      return true
    } catch (error) {
      const refused = asProblem(error)
      // a refusal is an answer; only what may have arrived keeps its key
      if (refused.status >= 400 && refused.status < 500) key.current = null
      setProblem(refused)
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { busy, problem, run, reset: () => setProblem(null) }
}

interface ActionButtonProps {
  /** Gets the Idempotency-Key to send. Rejects with an ApiProblem. */
  act(idempotencyKey: string): Promise<unknown>
  /** Told when it worked. */
  readonly done?: string
  readonly kind?: 'main' | 'danger' | 'plain'
  readonly disabled?: boolean
  readonly children: ReactNode
}

/** A button that does one thing: pending, then done, or what went wrong beneath it. */
export function ActionButton({ act, done, kind = 'plain', disabled = false, children }: ActionButtonProps) {
  const { t } = useTranslation()
  const { busy, problem, run } = useAction(act, done)
  return (
    <span className="action">
      <button
        type="button"
        className={`button${kind === 'plain' ? '' : ` is-${kind}`}`}
        disabled={disabled || busy}
        aria-busy={busy}
        onClick={run}
      >
        {busy ? t('ui.busy') : children}
      </button>
      {problem !== null && <Problem error={problem} />}
    </span>
  )
}

interface ConfirmDialogProps {
  readonly title: string
  readonly confirm: string
  readonly kind?: 'main' | 'danger'
  readonly done?: string
  readonly disabled?: boolean
  /** What is about to be done, and its fields. */
  readonly children: ReactNode
  act(idempotencyKey: string): Promise<unknown>
  onClose(): void
}

/** Asks before something is done, does it, and closes when it worked. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation()
  const { busy, problem, run } = useAction(props.act, props.done)
  const { title, confirm, kind = 'main', disabled = false, children, onClose } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={async (event) => {
          event.preventDefault()
          if (await run()) onClose()
        }}
      >
        {children}
        {problem !== null && <Problem error={problem} />}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            {t('ui.cancel')}
          </button>
          <button type="submit" className={`button is-${kind}`} disabled={busy || disabled} aria-busy={busy}>
            {busy ? t('ui.busy') : confirm}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
