import type { Page } from 'playwright-core'
import { longNight, ROUTE, SENSOR } from '../long-night.ts'
import type { Town } from '../town.ts'
import type { Shot } from './shot.ts'

let told: Promise<void> | undefined

/** The road has its long night before it is first looked at. */
async function after(town: Town, path: string): Promise<string> {
  told ??= longNight(town)
  await told
  return path
}

const openTable = (page: Page) => page.locator('.series-table summary').click()

export const shots: readonly Shot[] = [
  { name: 'routes', path: '/console/routes', as: 'officer', ready: '.table' },
  {
    name: 'route',
    path: (town) => after(town, `/console/routes/${ROUTE}`),
    as: 'officer',
    ready: '[data-drawn]',
    prepare: openTable,
  },
  { name: 'route-unknown', path: '/console/routes/r-onsen', as: 'viewer', ready: '[data-drawn]' },
  {
    name: 'sensor',
    path: (town) => after(town, `/console/sensors/${SENSOR}`),
    as: 'administrator',
    ready: '[data-drawn]',
  },
]
