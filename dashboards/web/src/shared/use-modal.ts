import { type RefObject, useEffect, useRef } from 'react'

/** A `<dialog>` that is modal for as long as it is rendered: the browser keeps the focus in it and gives it back. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return ref
}
