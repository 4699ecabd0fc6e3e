import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

export const CHROMIUM = '/usr/bin/chromium'
export const hasChromium = existsSync(CHROMIUM)

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Maps are drawn without a graphics card. Everything else is drawn more slowly so. */
const MAP_FLAGS = ['--enable-unsafe-swiftshader', '--use-angle=swiftshader']

/** For one step of a journey, on a busy machine. */
const TIMEOUT_MS = 60_000

export const PHONE = { width: 390, height: 844 } as const
export const DESK = { width: 1280, height: 900 } as const

/** @param options.maps false: for pages without one. */
export function launchBrowser({ maps = true }: { readonly maps?: boolean } = {}): Promise<Browser> {
  const args = maps ? [...FLAGS, ...MAP_FLAGS] : FLAGS
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args })
}

/** A reader's browser, and everything it tried to load or said. */
export interface Reader extends AsyncDisposable {
  readonly page: Page
  readonly context: BrowserContext
  /** Requests that left the service's origin; all are refused. */
  readonly strangers: string[]
  /** Errors of the page, violations of its policy among them. */
  readonly errors: string[]
}

export async function openReader(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Reader> {
  const context = await browser.newContext({ locale: 'ja-JP', viewport: PHONE, ...options, baseURL: origin })
  const strangers: string[] = []
  const errors: string[] = []
  await context.route(
    (url) => url.origin !== origin,
    (route) => {
      strangers.push(route.request().url())
      return route.abort()
    },
  )
  context.setDefaultTimeout(TIMEOUT_MS)
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // what was refused on purpose, and answers of 404 that a test asks for
    if (message.type() === 'error' && !/Failed to load resource|AJAXError/.test(message.text()))
      errors.push(message.text())
  })
  return { page, context, strangers, errors, [Symbol.asyncDispose]: () => context.close() }
}

/** The contractor's page is kept for a dead zone, and so is the way from a link to it: both workers are active. */
export async function workerReady(page: Page): Promise<void> {
  const active = () =>
    page.evaluate(async () => {
      const registrations = await navigator.serviceWorker.getRegistrations()
      return registrations.filter((it) => it.active?.state === 'activated').length
    })
  // not waitForFunction: it takes the promise of an asynchronous condition for a yes
  while ((await active()) < 2) await page.waitForTimeout(50)
}
