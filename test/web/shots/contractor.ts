import { ask, busyNight } from '../crew-night.ts'
import type { Town } from '../town.ts'
import type { Shot } from './shot.ts'

const HOURS_MIN = 60

/** The night is made once, with the first of its pages. */
let night: Promise<void> | undefined
async function at(town: Town, path: string): Promise<string> {
  night ??= busyNight(town)
  await night
  return path
}

let token: Promise<string> | undefined
async function link(town: Town): Promise<string> {
  await at(town, '')
  token ??= ask(town, ['r-soko'], { level: 'standby', respondMin: 12 * HOURS_MIN }).then((it) => it.token)
  return `/l/${await token}`
}

export const shots: readonly Shot[] = [
  { name: 'crew-sign-in', path: '/c/', ready: '.crew form' },
  { name: 'crew-link', path: link, ready: '.crew-offer' },
  { name: 'crew-link-plain', path: async (town) => `${await link(town)}?plain=1`, ready: 'button.accept' },
  { name: 'crew-link-gone', path: `/c/#l=${'A'.repeat(22)}`, ready: '.crew-panel h1' },
  { name: 'crew-home', path: (town) => at(town, '/c/'), as: 'contractor', ready: '.crew-work' },
  {
    name: 'crew-map',
    path: (town) => at(town, '/c/'),
    as: 'contractor',
    ready: '.crew-work',
    async prepare(page) {
      await page.locator('.crew-places button').first().click()
      await page.locator('[data-drawn]').waitFor()
    },
  },
  {
    name: 'crew-decline',
    path: (town) => at(town, '/c/'),
    as: 'contractor',
    ready: '.crew-offer',
    prepare: (page) => page.locator('.crew-decline').first().click(),
  },
  {
    name: 'crew-report',
    path: (town) => at(town, '/c/'),
    as: 'contractor',
    ready: '.crew-work',
    prepare: (page) => page.locator('.crew-work .button:not(.is-main):not(.crew-accept)').first().click(),
  },
  {
    name: 'crew-offline',
    path: (town) => at(town, '/c/'),
    as: 'contractor',
    ready: '.crew-work',
    async prepare(page) {
      // as the browser says it; the next question, 15 s later, finds the service again
      await page.evaluate(() => window.dispatchEvent(new Event('offline')))
      await page.locator('.crew-live.is-late').waitFor()
    },
  },
  { name: 'crew-history', path: (town) => at(town, '/c/history'), as: 'contractor', ready: '.crew-history li' },
  { name: 'crew-settings', path: '/c/settings', as: 'contractor', ready: '.crew-panel' },
]
