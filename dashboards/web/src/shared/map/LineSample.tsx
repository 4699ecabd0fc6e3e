import type { Look } from './look.ts'

/** A line as a map draws it, for its legend. */
export function LineSample({ look }: { readonly look: Look }) {
  const dots = look.dash !== null && (look.dash[0] ?? 1) < 1
  return (
    <svg viewBox="0 0 36 12" width="36" height="12" aria-hidden="true" className="map-sample">
      <line
        x1="5"
        x2="31"
        y1="6"
        y2="6"
        style={{ stroke: `var(${look.colour})` }}
        strokeWidth={look.widthPx}
        strokeLinecap={look.dash === null || dots ? 'round' : 'butt'}
        {...(look.dash === null ? {} : { strokeDasharray: look.dash.map((it) => it * look.widthPx).join(' ') })}
      />
    </svg>
  )
}
