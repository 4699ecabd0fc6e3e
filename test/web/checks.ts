import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe finds serious or critical on a page, as text; empty when there is nothing. Needs `bypassCSP` in the context. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  return violations
    .filter((it) => it.impact === 'serious' || it.impact === 'critical')
    .map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(' | ')}`)
}

/** How far a page is wider than its screen, px; 0: it is not. */
export function overflowPx(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return Math.max(0, scrollWidth - clientWidth)
  })
}

const CONTROLS = 'button, select, summary, input:not([type=hidden]), [role=tab]'

/**
 * Controls smaller than a thumb, as text: WCAG 2.2 asks for 24 px, phones here for 44 (links within text aside).
 * @param also more that has to be as large, as a selector.
 */
export function smallTargets(page: Page, also = ''): Promise<string[]> {
  return page.evaluate(
    (selector) => {
      const found: string[] = []
      for (const it of document.querySelectorAll(selector)) {
        const { width, height } = it.getBoundingClientRect()
        const label = it.closest('label')?.getBoundingClientRect()
        const tall = Math.max(height, label?.height ?? 0)
        // the base map's own credits are links within text
        if (width === 0 || height === 0 || it.closest('.maplibregl-ctrl-attrib') !== null) continue
        if (tall < 43.5) found.push(`${Math.round(width)}×${Math.round(tall)} ${it.outerHTML.slice(0, 120)}`)
      }
      return found
    },
    also === '' ? CONTROLS : `${CONTROLS}, ${also}`,
  )
}
