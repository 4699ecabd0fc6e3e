import type { ComponentType } from 'react'
import type { IconName } from '../shared/icons.tsx'
import type { BothLanguages } from './ui/parts.tsx'

/** What an address's parts are, such as `id`. */
export type Params = Readonly<Record<string, string>>

export const NAV_GROUPS = ['night', 'plan', 'system'] as const

export interface NavEntry {
  readonly group: (typeof NAV_GROUPS)[number]
  /** Place within the group. */
  readonly order: number
  readonly icon: IconName
  readonly label: BothLanguages
}

/** One page of the console. Each area's folder names its own in `pages.ts`. */
export interface PageEntry {
  /** Such as `/console/orders/:id`. Fixed parts go before named ones. */
  readonly path: string
  /** Who may not call this may not see the page. */
  readonly scope?: string
  /** Shown to whoever asks, signed in or not, without the frame. */
  readonly open?: true
  readonly nav?: NavEntry
  load(): Promise<{ readonly default: ComponentType<{ readonly params: Params }> }>
}

const areas = import.meta.glob<{ readonly pages: readonly PageEntry[] }>('./*/pages.ts', { eager: true })

/** Every page, the more fixed address first. */
export const PAGES: readonly PageEntry[] = Object.values(areas)
  .flatMap((it) => it.pages)
  .sort((a, b) => named(a.path) - named(b.path))

function named(path: string): number {
  return path.split(':').length
}

/** The page at an address, and what its named parts are. */
export function findPage(path: string): { readonly page: PageEntry; readonly params: Params } | undefined {
  for (const page of PAGES) {
    const params = matchPath(page.path, path)
    if (params !== null) return { page, params }
  }
  return undefined
}

/** Named parts of an address that fits the pattern; null: it does not. */
function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/')
  const given = path.replace(/\/$/, '').split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decode(value)
    else if (part !== value) return null
  }
  return params
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
