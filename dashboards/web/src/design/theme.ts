import { readKept, writeKept } from '../shared/kept.ts'

/** auto: as the device is set. */
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'yukiban.theme'

/** The theme chosen on this device. */
export function chosenTheme(): Theme {
  return THEMES.find((it) => it === readKept(KEY)) ?? 'auto'
}

/** Puts a theme on the page, and keeps it on this device. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme)
  writeKept(KEY, theme)
}

/** Puts a theme on the page. */
export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

/** Whether the page is dark now, by choice or by the device. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset
  return theme === 'dark' || (theme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches)
}
