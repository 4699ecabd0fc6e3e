import { useCrew } from './crew.ts'
import type { ShownCallOut } from './Home.tsx'
import { RefusedTap } from './TapNotes.tsx'
import { heldBy, type Tap } from './taps.ts'

interface RefusedProps {
  readonly loose: readonly Tap[]
  readonly shown: readonly ShownCallOut[]
}

/** Refused taps whose route has no card any more, such as an answer to an offer that ran out: they are told all the same. */
export function RefusedTaps({ loose, shown }: RefusedProps) {
  const { owner } = useCrew()
  const carded = new Set(
    shown.flatMap(({ routes }) =>
      routes.filter((it) => hasCard(it.state)).flatMap((it) => it.refused.map(({ id }) => id)),
    ),
  )
  const told = loose.filter((it) => it.owner === owner && it.state === 'refused' && !carded.has(it.id))
  if (told.length === 0) return null
  return (
    <ul className="crew-taps">
      {told.map((it) => (
        <RefusedTap key={it.id} tap={it} held={loose.filter((one) => heldBy(one, loose)?.id === it.id).length} />
      ))}
    </ul>
  )
}

function hasCard(state: string): boolean {
  return state === 'asked' || state === 'accepted' || state === 'started' || state === 'completed'
}
