import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../shared/live.ts'
import { useWholeList } from '../../shared/queries.ts'
import { setSearch, useSearch } from '../../shared/router.tsx'
import { useMay, useSignedIn } from '../../shared/session/session.ts'
import { addDays, nightOf } from '../calendar.ts'
import { Checkbox, Select, TextInput } from '../ui/fields.tsx'
import { ALL_NIGHTS, nightIn, OPEN } from './order-query.ts'
import { useWords } from './words.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** Fingers that type pause no longer than this between two signs. */
const REST_MS = 300
const STATES = ['proposed', 'requested', 'accepted', 'started', 'completed', 'rejected', 'withdrawn'] as const

/** What orders to show; it stands in the page's address, so that it can be sent to somebody. */
export function OrderFilters() {
  const { t } = useWords()
  const { t: word } = useTranslation()
  const search = useSearch()
  const mayReadFirms = useMay('contractors:read')
  const blocks = useWholeList<Named>('/api/v1/blocks')
  const firms = useWholeList<Named>('/api/v1/contractors', { enabled: mayReadFirms })
  const choose = (name: string) => (value: string) => setSearch({ [name]: value === '' ? null : value })
  const named = (items: readonly Named[] | undefined) => (items ?? []).map((it) => ({ value: it.id, label: it.name }))
  return (
    <section className="orders-filters no-print" aria-label={t('filter.label')}>
      <NightChoice />
      <RouteSearch />
      <Select
        label={t('filter.state')}
        value={search.get('state') ?? ''}
        options={[
          { value: '', label: t('filter.anyState') },
          { value: OPEN, label: t('filter.open') },
          ...STATES.map((it) => ({ value: it, label: word(`order.${it}`) })),
        ]}
        onChange={choose('state')}
      />
      <Select
        label={t('filter.block')}
        value={search.get('block') ?? ''}
        options={[{ value: '', label: t('filter.anyBlock') }, ...named(blocks.data)]}
        onChange={choose('block')}
      />
      {mayReadFirms && (
        <Select
          label={t('filter.contractor')}
          value={search.get('contractor') ?? ''}
          options={[{ value: '', label: t('filter.anyContractor') }, ...named(firms.data)]}
          onChange={choose('contractor')}
        />
      )}
    </section>
  )
}

/** By name or reading; asked for once the fingers rest, as each asking is a request. */
function RouteSearch() {
  const { t } = useWords()
  const sought = useSearch().get('q') ?? ''
  const [typed, setTyped] = useState(sought)
  useEffect(() => setTyped(sought), [sought])
  useEffect(() => {
    if (typed === sought) return
    const timer = setTimeout(() => setSearch({ q: typed.trim() === '' ? null : typed }), REST_MS)
    return () => clearTimeout(timer)
  }, [typed, sought])
  return <TextInput label={t('filter.search')} type="search" value={typed} maxLength={200} onChange={setTyped} />
}

/** One night from noon to noon, or all of them. */
function NightChoice() {
  const { t } = useWords()
  const search = useSearch()
  const { timeZone } = useSignedIn().authority
  const nowMs = useServerNow()
  const night = nightIn(search, nowMs, timeZone)
  const tonight = nightOf(nowMs, timeZone)
  const go = (value: string | null) => setSearch({ night: value === tonight ? null : value })
  const shown = night ?? tonight
  return (
    <div className="orders-night">
      <button
        type="button"
        className="button"
        aria-label={t('filter.previous')}
        onClick={() => go(addDays(shown, -1))}
        disabled={night === null}
      >
        ‹
      </button>
      <TextInput
        label={t('filter.night')}
        type="date"
        value={shown}
        disabled={night === null}
        onChange={(value) => go(value === '' ? null : value)}
      />
      <button
        type="button"
        className="button"
        aria-label={t('filter.next')}
        onClick={() => go(addDays(shown, 1))}
        disabled={night === null || shown >= tonight}
      >
        ›
      </button>
      <Checkbox
        label={t('filter.allNights')}
        checked={night === null}
        onChange={(all) => go(all ? ALL_NIGHTS : null)}
      />
    </div>
  )
}
