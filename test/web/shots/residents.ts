import type { Page } from 'playwright-core'
import type { Shot } from './shot.ts'

const ready = '.freshness, [role="alert"]'

export const shots: readonly Shot[] = [
  { name: 'home', path: '/', ready, prepare: mapOnDesk },
  { name: 'home-map', path: '/', ready, prepare: showMap },
  { name: 'search', path: '/', ready, prepare: (page) => page.getByRole('searchbox').fill('さくら') },
  { name: 'route-working', path: '/r/r-hama', ready, prepare: seePlace },
  { name: 'route-ordered', path: '/r/r-ekimae', ready, prepare: seePlace },
  { name: 'route-done', path: '/r/r-shiyakusho', ready, prepare: seePlace },
  { name: 'route-unknown', path: '/r/r-onsen', ready, prepare: seePlace },
  { name: 'route-gone', path: '/r/nowhere', ready },
  { name: 'embed', path: '/embed?route=r-hama', ready },
]

async function mapOnDesk(page: Page): Promise<void> {
  if ((page.viewportSize()?.width ?? 0) > 960) await page.locator('[data-drawn]').waitFor()
}

async function showMap(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: /^(地図|Map)$/ })
  if (await button.isVisible()) await button.click()
  await page.locator('[data-drawn]').waitFor()
  await page.locator('[data-drawn]').evaluate((it) => it.removeAttribute('data-drawn'))
  await page.getByRole('button', { name: /^(今の雪|Snow now)$/ }).click()
  await page.locator('[data-drawn]').waitFor()
}

async function seePlace(page: Page): Promise<void> {
  await page.locator('[data-drawn]').waitFor()
}
