import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react'

/** Addresses without a library: a page has two or three of them. */
const MOVED = 'yukiban:moved'

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(MOVED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(MOVED, listener)
  }
}

/** Path of the page, renewed as it changes. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname)
}

export function goTo(path: string): void {
  window.history.pushState(null, '', path)
  window.dispatchEvent(new Event(MOVED))
  window.scrollTo(0, 0)
}

interface LinkProps {
  readonly to: string
  readonly className?: string
  readonly children: ReactNode
}

/** A link within the page; new tabs and copied addresses work as with any link. */
export function Link({ to, className, children }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    goTo(to)
  }
  return (
    <a href={to} {...(className === undefined ? {} : { className })} onClick={follow}>
      {children}
    </a>
  )
}
