import type { Page } from 'playwright-core'
import type { Shot } from './shot.ts'

const drawn = async (page: Page) => {
  await page.locator('[data-drawn]').waitFor()
}

export const shots: readonly Shot[] = [
  { name: 'map-condition', path: '/console/map', as: 'officer', ready: '.map-view', prepare: drawn },
  {
    name: 'map-treatment',
    path: '/console/map?by=treatment&route=r-hama',
    as: 'officer',
    ready: '.map-sheet',
    prepare: drawn,
  },
]
