import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { ensureWeb } from '../../dashboards/web/build/ensure.ts'
import { findUserByLogin } from '../../src/store/users/find-user-by-login.ts'
import { DESK, hasChromium, launchBrowser, openReader, PHONE, type Reader } from '../../test/web/browser.ts'
import { signInReader, speak } from '../../test/web/people.ts'
import { openPrefecture, type Prefecture } from '../../test/web/prefecture.ts'
import { forgetInteractions, type LoadFigures, lastInteraction, loadFigures, noteEverything } from './observe.ts'
import { type BenchPage, PAGES } from './pages.ts'

/** How the pages load and answer with a prefecture behind them; docs/benchmarks.md says how to read it. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    routes: { type: 'string', default: '10000' },
    sensors: { type: 'string', default: '2000' },
    orders: { type: 'string', default: '300' },
    /** Cold loads of each page. */
    loads: { type: 'string', default: '3' },
    /** How often each interaction is made. */
    times: { type: 'string', default: '5' },
    /** Only the page of this name; all when absent. */
    page: { type: 'string' },
  },
})
const GOALS = { console_first_load_kb: 350, interaction_p95_ms: 100, layout_shift: 0.1 } as const
const say = (line: string) => process.stdout.write(`${line}\n`)

function count(name: 'routes' | 'sensors' | 'orders' | 'loads' | 'times'): number {
  const value = Number(values[name])
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} ${values[name]}: give a whole number above 0`)
  return value
}

function wanted(): readonly BenchPage[] {
  if (values.page === undefined) return PAGES
  const pages = PAGES.filter((it) => it.name === values.page)
  if (pages.length > 0) return pages
  throw new Error(`--page ${values.page}: give one of ${PAGES.map((it) => it.name).join(', ')}`)
}

interface Opened extends LoadFigures {
  readonly transferredKb: number
}

interface PageResult extends Opened {
  readonly page: string
  readonly interactions: Readonly<Record<string, readonly number[]>>
}

async function openSignedIn(browser: Browser, prefecture: Prefecture, bench: BenchPage): Promise<Reader> {
  const viewport = bench.screen === 'phone' ? PHONE : DESK
  const reader = await openReader(browser, prefecture.origin, { viewport, deviceScaleFactor: 1 })
  await speak(reader, 'ja')
  const user = await findUserByLogin(prefecture.service.db, prefecture.officer.login)
  if (bench.signedIn && user !== undefined) await signInReader(reader, prefecture, user)
  await noteEverything(reader.page)
  return reader
}

/** One cold load, in a browser that has nothing of us. */
async function load(reader: Reader, { path, ready }: BenchPage): Promise<Opened> {
  // as they came over the wire: compressed
  let bytes = 0
  const kinds = new Map<string, string>()
  const devtools = await reader.context.newCDPSession(reader.page)
  await devtools.send('Network.enable')
  devtools.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (/Document|Script|Stylesheet/.test(kinds.get(requestId) ?? '')) bytes += encodedDataLength
  })
  await reader.page.goto(path)
  const figures = await loadFigures(reader.page, ready)
  await devtools.detach()
  return { ...figures, transferredKb: Math.round(bytes / 1000) }
}

async function measure(browser: Browser, prefecture: Prefecture, bench: BenchPage): Promise<PageResult> {
  const loads: Opened[] = []
  for (let n = 1; n < count('loads'); n++) {
    await using reader = await openSignedIn(browser, prefecture, bench)
    loads.push(await load(reader, bench))
  }
  await using reader = await openSignedIn(browser, prefecture, bench)
  loads.push(await load(reader, bench))
  const interactions: Record<string, number[]> = {}
  await forgetInteractions(reader.page)
  for (let n = 0; n < count('times'); n++) {
    for (const { name, act } of bench.interactions) {
      await act(reader.page)
      const ms = await lastInteraction(reader.page)
      interactions[name] = [...(interactions[name] ?? []), ms]
    }
  }
  for (const error of reader.errors) say(`error: ${error}`)
  return { page: bench.name, ...medianOf(loads), interactions }
}

function medianOf(loads: readonly Opened[]): Opened {
  const middle = (of: (it: Opened) => number) => loads.map(of).toSorted((a, b) => a - b)[(loads.length - 1) >> 1] ?? 0
  return {
    firstPaintMs: middle((it) => it.firstPaintMs),
    largestPaintMs: middle((it) => it.largestPaintMs),
    interactiveMs: middle((it) => it.interactiveMs),
    blockedMs: middle((it) => it.blockedMs),
    layoutShift: middle((it) => it.layoutShift),
    transferredKb: middle((it) => it.transferredKb),
  }
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

/** Milliseconds of every interaction, the quickest first. */
function answersOf(results: readonly PageResult[]): number[] {
  return results.flatMap((it) => Object.values(it.interactions).flat()).toSorted((a, b) => a - b)
}

function report(results: readonly PageResult[], prefecture: { readonly openedMs: number }) {
  // a map is drawn by the processor here, frame by frame: what it takes says little of a machine with a graphics card
  const isMap = (name: string) => PAGES.some((it) => it.name === name && it.map === true)
  const all = answersOf(results.filter((it) => !isMap(it.page)))
  const onMap = answersOf(results.filter((it) => isMap(it.page)))
  const board = results.find((it) => it.page === 'console')
  const p95 = quantile(all, 0.95)
  const shift = Math.max(...results.map((it) => it.layoutShift))
  return {
    pages: results.map(({ interactions, ...it }) => ({
      ...it,
      interactions: Object.fromEntries(
        Object.entries(interactions).map(([name, ms]) => [
          name,
          quantile(
            ms.toSorted((a, b) => a - b),
            0.95,
          ),
        ]),
      ),
    })),
    console_first_load_kb: board?.transferredKb,
    interactions: all.length,
    interaction_p50_ms: quantile(all, 0.5),
    interaction_p95_ms: p95,
    interaction_max_ms: all.at(-1),
    map_interaction_p50_ms: quantile(onMap, 0.5),
    map_interaction_p95_ms: quantile(onMap, 0.95),
    goals: {
      console_first_load_kb: {
        goal: GOALS.console_first_load_kb,
        met: (board?.transferredKb ?? Number.POSITIVE_INFINITY) <= GOALS.console_first_load_kb,
      },
      interaction_p95_ms: { goal: GOALS.interaction_p95_ms, met: p95 <= GOALS.interaction_p95_ms },
      layout_shift: { goal: GOALS.layout_shift, met: shift <= GOALS.layout_shift },
    },
    routes: count('routes'),
    sensors: count('sensors'),
    orders: count('orders'),
    prepared_ms: Math.round(prefecture.openedMs),
    node: process.version,
  }
}

if (hasChromium) {
  await ensureWeb((line) => say(line))
  const startedMs = performance.now()
  await using prefecture = await openPrefecture({
    routes: count('routes'),
    sensors: count('sensors'),
    openOrders: count('orders'),
  })
  const openedMs = performance.now() - startedMs
  say(`${count('routes')} routes, ${count('sensors')} sensors: ready after ${Math.round(openedMs / 1000)} s`)
  const results: PageResult[] = []
  for (const bench of wanted()) {
    const browser = await launchBrowser({ maps: bench.map === true })
    const result = await measure(browser, prefecture, bench)
    await browser.close()
    results.push(result)
    const { page, firstPaintMs, interactiveMs, blockedMs, layoutShift, transferredKb } = result
    const answers = Object.entries(result.interactions).map(([name, ms]) => `${name} ${ms.join('/')}`)
    say(
      `${page}: first paint ${firstPaintMs} ms, interactive ${interactiveMs} ms, blocked ${blockedMs} ms, ` +
        `shift ${layoutShift}, ${transferredKb} kB; ${answers.join(', ')}`,
    )
  }
  const result = report(results, { openedMs })
  say(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
} else {
  say('No Chromium at /usr/bin/chromium: install it to measure the pages.')
  process.exitCode = 1
}
