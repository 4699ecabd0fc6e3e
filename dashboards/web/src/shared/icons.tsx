import type { ReactNode } from 'react'

/** Line icons on a 24 grid; always beside a word, so hidden from readers. */
const SHAPES = {
  none: <path d="M5 12h14" />,
  ordered: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3.5 2" />
    </>
  ),
  working: (
    <>
      <path d="M3 17V9h7l3 4h4v4" />
      <path d="M21 6c-2 3-2 9 0 12M17 17h3" />
      <circle cx="7" cy="18" r="2" />
      <circle cx="14" cy="18" r="2" />
    </>
  ),
  done: <path d="M4 12.5l5.5 5.5L20 6.5" />,
  unknown: (
    <>
      <path d="M8.5 9a3.5 3.5 0 1 1 5.2 3c-1.2.7-1.7 1.4-1.7 2.6" />
      <path d="M12 18.5v.1" />
    </>
  ),
  snow: <path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5L12 7l2.5-2.5M9.5 19.5L12 17l2.5 2.5" />,
  search: (
    <>
      <circle cx="11" cy="11" r="6.5" />
      <path d="M16 16l4.5 4.5" />
    </>
  ),
  near: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 2v4M12 18v4M2 12h4M18 12h4" />
    </>
  ),
  back: <path d="M14.5 5l-7 7 7 7" />,
  next: <path d="M9.5 5l7 7-7 7" />,
  warn: <path d="M12 4L2.8 20h18.4zM12 10v4.5M12 17.2v.1" />,
  deadline: <path d="M6 21V4h12l-3 4 3 4H6" />,
  map: <path d="M9 4L3 6.5V20l6-2.5 6 2.5 6-2.5V4l-6 2.5zM9 4v13.5M15 6.5V20" />,
  list: <path d="M4 6h16M4 12h16M4 18h16" />,
  owner: <path d="M4 20V9l8-5 8 5v11zM9 20v-6h6v6" />,
} as const satisfies Readonly<Record<string, ReactNode>>

export type IconName = keyof typeof SHAPES

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {SHAPES[name]}
    </svg>
  )
}
