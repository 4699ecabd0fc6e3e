import { useState } from 'react'
import { useApi } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import type { Params } from '../pages.ts'
import { Page } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { PlaceEditor } from './PlaceEditor.tsx'
import type { PlaceKind, Roster, Rosters } from './types.ts'
import { useWords } from './words.ts'
import './roster.css'

/** The rows of one block's or route's roster, to read and to write. */
export default function PlacePage({ params }: { readonly params: Params }) {
  const { t } = useWords()
  const kind: PlaceKind = params.kind === 'route' ? 'route' : 'block'
  const path = `/api/v1/rosters/${kind}/${encodeURIComponent(params.id ?? '')}`
  const roster = useApi<Roster>(path)
  const all = useApi<Rosters>('/api/v1/rosters')
  const mayWrite = useMay('roster:write')
  // another one after the first was saved or read again: the form begins anew
  const [round, setRound] = useState(0)
  const name = roster.data?.name ?? ''
  const lead = kind === 'route' ? t('sheet.leadRoute') : t('sheet.leadBlock', { count: roster.data?.routes ?? 0 })
  return (
    <Page
      title={name === '' ? t('title') : t('sheet.heading', { name, what: t(`sheet.${kind}`) })}
      lead={mayWrite ? lead : `${lead} ${t('sheet.readOnly')}`}
      back={{ to: '/console/roster', label: t('sheet.back') }}
    >
      <Loaded query={roster}>
        {(data) => (
          <Loaded query={all}>
            {({ contractors }) => (
              <PlaceEditor
                key={`${path} ${round}`}
                path={path}
                roster={data}
                firms={contractors}
                readOnly={!mayWrite}
                onAgain={async () => {
                  await roster.refetch()
                  setRound((it) => it + 1)
                }}
              />
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}
