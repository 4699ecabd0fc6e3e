import type { Page } from 'playwright-core'
import { type Empty, openEmpty } from '../empty.ts'
import type { Shot } from './shot.ts'

let empty: Promise<Empty> | undefined

/** The address with which a service that nobody has set up is begun. */
async function firstRun(): Promise<string> {
  empty ??= openEmpty()
  const { service } = await empty
  return service.setupUrl ?? ''
}

export async function finish(): Promise<void> {
  await (await empty)?.[Symbol.asyncDispose]()
}

/** A file with one row that is right and two that are not. */
const PASTED = '機器ID,路線ID,設置高さ(mm)\ns-new,r-hama,3000\ns-wrong,r-nowhere,3000\n雪,r-hama,高い\n'

async function pasteRows(page: Page): Promise<void> {
  await page.locator('.setup-drop button').nth(1).click()
  await page.locator('textarea').fill(PASTED)
  await page.locator('.setup-paste button').click()
  await page.locator('.setup-counts').waitFor()
}

const as = 'administrator'

export const shots: readonly Shot[] = [
  { name: 'setup-first', path: firstRun, ready: '.setup-fieldset' },
  { name: 'setup-closed', path: '/setup', ready: '.bare-main .is-main' },
  { name: 'setup-import', as, path: '/console/setup?step=import', ready: '.setup-drop' },
  { name: 'setup-preview', as, path: '/console/setup?step=import', ready: '.setup-drop', prepare: pasteRows },
  { name: 'setup-device', as, path: '/console/setup?step=device', ready: '.tab-list' },
  { name: 'setup-test', as, path: '/console/setup?step=test', ready: '.setup-arrival' },
  { name: 'setup-after', as, path: '/console/setup?step=after', ready: '.setup-next' },
]
