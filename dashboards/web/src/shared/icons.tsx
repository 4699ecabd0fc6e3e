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
  board: <path d="M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z" />,
  route: <path d="M7 21L10 3M17 21L14 3M12 5v2.5M12 11v2.5M12 17v2.5" />,
  order: <path d="M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7" />,
  sensor: (
    <>
      <path d="M12 13v8M8 21h8" />
      <circle cx="12" cy="10" r="2" />
      <path d="M7.5 14.5a6 6 0 0 1 0-9M16.5 5.5a6 6 0 0 1 0 9M4.5 17.5a10 10 0 0 1 0-15M19.5 2.5a10 10 0 0 1 0 15" />
    </>
  ),
  criteria: <path d="M4 6h10M18 6h2M4 12h3M11 12h9M4 18h8M16 18h4M16 4v4M9 10v4M14 16v4" />,
  city: <path d="M4 21V10l5-3v14M9 21V4l7 3v14M16 21V11l4 2v8M3 21h18" />,
  silence: (
    <path d="M4 4l16 16M9.5 5A6 6 0 0 1 18 10v4l2 3h-4M6.2 8.5A6 6 0 0 0 6 10v4l-2 3h10M10 20.5a2.5 2.5 0 0 0 4 0" />
  ),
  calendar: <path d="M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5M8 14h2M13 14h3M8 17h2" />,
  truck: <path d="M2 17V7h11v10M13 10h4l4 4v3h-2M6.5 17h6" />,
  people: (
    <>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.2 2.7 3.5 5.5" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4 21c.6-4.5 3.6-7 8-7s7.4 2.5 8 7" />
    </>
  ),
  audit: <path d="M5 4h14v17l-3.5-2-3.5 2-3.5-2L5 21zM9 9h6M9 13h6" />,
  quarantine: <path d="M4 8l8-5 8 5v8l-8 5-8-5zM12 8v5M12 16v.1" />,
  start: <path d="M7 4.5v15l12-7.5z" />,
  phone: <path d="M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5l2-2.5 5 2v4a2 2 0 0 1-2 2C10.7 21 3 13.3 3 5a2 2 0 0 1 2-2z" />,
  bell: <path d="M6 10a6 6 0 0 1 12 0v4l2 3H4l2-3zM10 20.5a2.5 2.5 0 0 0 4 0" />,
  plus: <path d="M12 5v14M5 12h14" />,
  cross: <path d="M6 6l12 12M18 6L6 18" />,
  edit: <path d="M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4" />,
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  download: <path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14" />,
  live: (
    <>
      <circle cx="12" cy="12" r="3" />
      <path d="M6 18a8.5 8.5 0 0 1 0-12M18 6a8.5 8.5 0 0 1 0 12" />
    </>
  ),
  setup: (
    <path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.100 2.100M16.3 16.3l2.100 2.100M5.6 18.4l2.100-2.100M16.3 7.7l2.100-2.100M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6" />
  ),
  exit: <path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4" />,
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
