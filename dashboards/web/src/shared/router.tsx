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

/** Query of the address, renewed as it changes. */
export function useSearch(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(subscribe, () => window.location.search))
}

/** @param path with its query, if any. */
export function goTo(path: string): void {
  window.history.pushState(null, '', path)
  window.dispatchEvent(new Event(MOVED))
  window.scrollTo(0, 0)
}

/** Changes the query in place, as a filter does; null takes a name out. */
export function setSearch(changes: Readonly<Record<string, string | null>>): void {
  const search = new URLSearchParams(window.location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') search.delete(name)
    else search.set(name, value)
  }
  const text = search.toString()
  window.history.replaceState(null, '', `${window.location.pathname}${text === '' ? '' : `?${text}`}`)
  window.dispatchEvent(new Event(MOVED))
}

interface LinkProps {
  readonly to: string
  readonly className?: string
  readonly children: ReactNode
  /** The link leads to where one is. */
  readonly current?: boolean
}

/** A link within the page; new tabs and copied addresses work as with any link. */
export function Link({ to, className, children, current }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    goTo(to)
  }
  return (
    <a
      href={to}
      {...(className === undefined ? {} : { className })}
      {...(current === true ? { 'aria-current': 'page' } : {})}
      onClick={follow}
    >
      {children}
    </a>
  )
}
