import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE } from './browser.ts'
import { openTown, snowyNight, type Town } from './town.ts'

/** `npm run shots`: every page on a phone and on a desk, light and dark, Japanese and English, as PNG files in shots/. */
const FOLDER = fileURLToPath(new URL('../../shots', import.meta.url))

interface Shot {
  readonly name: string
  readonly path: string
  prepare?(page: Page): Promise<void>
}

const SHOTS: readonly Shot[] = [
  { name: 'home', path: '/', prepare: mapOnDesk },
  { name: 'home-map', path: '/', prepare: showMap },
  { name: 'search', path: '/', prepare: (page) => page.getByRole('searchbox').fill('さくら') },
  { name: 'route-working', path: '/r/r-hama', prepare: seePlace },
  { name: 'route-ordered', path: '/r/r-ekimae', prepare: seePlace },
  { name: 'route-done', path: '/r/r-shiyakusho', prepare: seePlace },
  { name: 'route-unknown', path: '/r/r-onsen', prepare: seePlace },
  { name: 'route-gone', path: '/r/nowhere' },
  { name: 'embed', path: '/embed?route=r-hama' },
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

async function shoot(browser: Browser, town: Town): Promise<void> {
  for (const [screen, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const language of ['ja', 'en']) {
        await using reader = await openReader(browser, town.origin, { viewport, colorScheme, deviceScaleFactor: 1 })
        for (const { name, path, prepare } of SHOTS) {
          await reader.page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
          await reader.page.locator('.freshness, [role="alert"]').first().waitFor()
          await prepare?.(reader.page)
          const file = join(FOLDER, `${name}-${screen}-${colorScheme}-${language}.png`)
          await reader.page.screenshot({ path: file, fullPage: true })
        }
        console.log(`${screen} ${colorScheme} ${language}: ${SHOTS.length} pages`)
        for (const error of reader.errors) console.error(error)
      }
    }
  }
}

if (hasChromium) {
  await ensureWeb((line) => console.log(line))
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  await using town = await openTown({ withoutSensors: ['r-onsen'] })
  await snowyNight(town)
  const browser = await launchBrowser()
  await shoot(browser, town)
  await browser.close()
  console.log(`written to ${FOLDER}`)
} else {
  console.error('No Chromium at /usr/bin/chromium: install it to take screenshots.')
  process.exitCode = 1
}
