import { useEffect, useState } from 'react'
import { isDark } from '../../design/theme.ts'

/** Follows the switch on the page and the device's own setting. */
export function useDark(): boolean {
  const [dark, setDark] = useState(isDark)
  useEffect(() => {
    const renew = () => setDark(isDark())
    const device = window.matchMedia('(prefers-color-scheme: dark)')
    device.addEventListener('change', renew)
    const page = new MutationObserver(renew)
    page.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      device.removeEventListener('change', renew)
      page.disconnect()
    }
  }, [])
  return dark
}
