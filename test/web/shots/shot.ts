import type { Page } from 'playwright-core'
import type { PersonRole } from '../../../src/domain/role.ts'
import type { Town } from '../town.ts'

/** One page to be looked at, on every screen. */
export interface Shot {
  readonly name: string
  /** An address, or what makes one of the night's own things, such as an order. */
  readonly path: string | ((town: Town) => Promise<string> | string)
  /** Signed in as; residents' pages need nobody. */
  readonly as?: PersonRole
  /** Shown when the page is ready. */
  readonly ready: string
  prepare?(page: Page): Promise<void>
}
