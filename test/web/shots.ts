import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import type { PersonRole } from '../../src/domain/role.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE, type Reader } from './browser.ts'
import { addTownsperson, signInReader, speak } from './people.ts'
import type { Shot } from './shots/shot.ts'
import { openTown, snowyNight, type Town } from './town.ts'

/**
 * `npm run shots [-- AREA…]`: every page on a phone and on a desk, light and dark, Japanese and English, as PNG files in
 * shots/. Each file of test/web/shots lists the pages of an area; named, only those.
 */
const FOLDER = fileURLToPath(new URL('../../shots', import.meta.url))
const LISTS = new URL('shots/', import.meta.url)

interface Area {
  readonly name: string
  readonly shots: readonly Shot[]
  /** Ends what the area began. */
  finish?(): Promise<void>
}

async function readAreas(wanted: readonly string[]): Promise<Area[]> {
  const names = readdirSync(LISTS).map((it) => it.replace('.ts', ''))
  const chosen = names.filter((it) => it !== 'shot' && (wanted.length === 0 || wanted.includes(it)))
  return Promise.all(
    chosen.map(async (name) => {
      const area = (await import(new URL(`${name}.ts`, LISTS).href)) as Omit<Area, 'name'>
      return { ...area, name }
    }),
  )
}

/** Shots of one person, so that each signs in once a screen. */
function byPerson(shots: readonly Shot[]): Map<PersonRole | undefined, Shot[]> {
  return Map.groupBy(shots, (it) => it.as)
}

async function take({ page }: Reader, { name, ready, prepare }: Shot, address: URL, screen: string): Promise<void> {
  await page.goto(address.href)
  await page.locator(ready).first().waitFor()
  await prepare?.(page)
  // bars that stay in sight belong to the top of a whole page
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.screenshot({ path: join(FOLDER, `${name}-${screen}.png`), fullPage: true })
}

async function shoot(browser: Browser, town: Town, people: ReadonlyMap<string, User>, shots: readonly Shot[]) {
  for (const [screen, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const language of ['ja', 'en'] as const) {
        const look = `${screen}-${colorScheme}-${language}`
        const open = async (origin: string) => {
          const reader = await openReader(browser, origin, { viewport, colorScheme, deviceScaleFactor: 1 })
          await speak(reader, language)
          return reader
        }
        for (const [role, own] of byPerson(shots)) {
          await using reader = await open(town.origin)
          const user = people.get(role ?? '')
          if (user !== undefined) await signInReader(reader, town, user)
          for (const shot of own) {
            const { path } = shot
            const address = new URL(typeof path === 'string' ? path : await path(town), town.origin)
            // a reader reaches one service alone; some pages are those of another
            await using other = address.origin === town.origin ? null : await open(address.origin)
            await take(other ?? reader, shot, address, look)
          }
          for (const error of reader.errors) console.error(error)
        }
        console.log(`${look.replaceAll('-', ' ')}: ${shots.length} pages`)
      }
    }
  }
}

/** Each area has a night of its own: what one prepares, such as orders, changes no other. */
async function shootArea(browser: Browser, { name, shots }: Area): Promise<void> {
  await using town = await openTown({ withoutSensors: ['r-onsen'] })
  await snowyNight(town)
  const people = new Map<string, User>()
  for (const role of ['administrator', 'officer', 'viewer'] as const) {
    people.set(role, await addTownsperson(town, role, role))
  }
  const [firm] = await town.service.db.selectFrom('contractors').select('id').orderBy('id').execute()
  people.set('contractor', await addTownsperson(town, 'crew', 'contractor', firm?.id ?? null))
  console.log(name)
  await shoot(browser, town, people, shots)
}

if (hasChromium) {
  await ensureWeb((line) => console.log(line))
  const wanted = process.argv.slice(2)
  if (wanted.length === 0) rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const browser = await launchBrowser()
  for (const area of await readAreas(wanted)) {
    await shootArea(browser, area)
    await area.finish?.()
  }
  await browser.close()
  console.log(`written to ${FOLDER}`)
} else {
  console.error('No Chromium at /usr/bin/chromium: install it to take screenshots.')
  process.exitCode = 1
}
