import { useEffect, useState } from 'react'

/** Colours of a chart, from the design's tokens: light, dark and paper have their own. */
export interface Look {
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly surface: string
  readonly hatch: string
  readonly depth: string
  readonly since: string
  readonly fresh: string
  readonly snowfall: string
  readonly trigger: string
  readonly release: string
  readonly doubt: string
  readonly now: string
  readonly pass: string
  readonly order: string
  readonly font: string
}

const TOKENS = {
  ink: '--ink',
  soft: '--ink-soft',
  line: '--line',
  surface: '--surface',
  hatch: '--hatch',
  depth: '--ink',
  since: '--map-working',
  fresh: '--map-deep',
  snowfall: '--map-bare',
  trigger: '--doubt-ink',
  release: '--ordered-ink',
  doubt: '--doubt-ink',
  now: '--accent',
  pass: '--done-ink',
  order: '--working-ink',
} as const satisfies Readonly<Record<Exclude<keyof Look, 'font'>, string>>

/** Reads the tokens as they stand. */
function readLook(): Look {
  const style = getComputedStyle(document.documentElement)
  const colours = Object.fromEntries(
    Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]),
  )
  return { ...(colours as Record<keyof typeof TOKENS, string>), font: style.getPropertyValue('--font').trim() }
}

/**
 * The colours, renewed when the theme changes. For paper the light ones are used: a canvas is printed as it was drawn,
 * and light lines on white paper would be lost.
 */
export function useLook(): Look {
  const [look, setLook] = useState(readLook)
  useEffect(() => {
    // the same colours are the same look: a chart is drawn anew only where something changed
    const renew = () => setLook((old) => renewed(old, readLook()))
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const theme = new MutationObserver(renew)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    dark.addEventListener('change', renew)
    return () => {
      theme.disconnect()
      dark.removeEventListener('change', renew)
    }
  }, [])
  return look
}

function renewed(old: Look, now: Look): Look {
  const names = Object.keys(old) as (keyof Look)[]
  return names.every((it) => old[it] === now[it]) ? old : now
}

/** Calls `draw` with light colours before the page is printed, and with its own after it. @returns how to stop. */
export function drawForPaper(draw: (look: Look) => void): () => void {
  const root = document.documentElement
  const before = () => {
    const chosen = root.dataset.theme
    root.dataset.theme = 'light'
    draw(readLook())
    if (chosen === undefined) delete root.dataset.theme
    else root.dataset.theme = chosen
  }
  const after = () => draw(readLook())
  window.addEventListener('beforeprint', before)
  window.addEventListener('afterprint', after)
  return () => {
    window.removeEventListener('beforeprint', before)
    window.removeEventListener('afterprint', after)
  }
}
