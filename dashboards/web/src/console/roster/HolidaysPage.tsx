import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { useServerNow } from '../../shared/live.ts'
import { queryClient, useApi } from '../../shared/queries.ts'
import { useMay, useSignedIn } from '../../shared/session/session.ts'
import { isDate, wallClock } from '../calendar.ts'
import { ActionButton } from '../ui/actions.tsx'
import { TextInput } from '../ui/fields.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { dayText } from './texts.ts'
import type { Holiday } from './types.ts'
import { useWords } from './words.ts'
import './roster.css'

const PATH = '/api/v1/holidays'

interface Holidays {
  readonly items: readonly Holiday[]
  readonly etag: string
}

/** The days that rosters may treat as holidays. */
export default function HolidaysPage() {
  const { t } = useWords()
  const mayWrite = useMay('roster:write')
  const list = useApi<Holidays>(PATH)
  const { timeZone } = useSignedIn().authority
  const today = wallClock(useServerNow(), timeZone).date
  return (
    <Page title={t('days.title')} lead={t('days.lead')} back={{ to: '/console/roster', label: t('title') }}>
      <Panel>
        <Loaded query={list}>
          {(data) => {
            const coming = data.items.filter((it) => it.date >= today)
            const past = data.items.filter((it) => it.date < today)
            return (
              <div className="stack">
                {data.items.length === 0 && <Empty title={t('days.none')} />}
                <HolidayList list={data} shown={coming} mayWrite={mayWrite} />
                {past.length > 0 && (
                  <details className="roster-past">
                    <summary>{t('days.past', { count: past.length })}</summary>
                    <HolidayList list={data} shown={past} mayWrite={mayWrite} />
                  </details>
                )}
                {mayWrite && <AddHoliday list={data} />}
              </div>
            )
          }}
        </Loaded>
      </Panel>
    </Page>
  )
}

/** Writes the list anew, unless somebody changed it since it was read. */
async function save(list: Holidays, items: readonly Holiday[], idempotencyKey: string): Promise<void> {
  try {
    const { data } = await apiSend<Holidays>('PUT', PATH, { items }, { ifMatch: list.etag, idempotencyKey })
    queryClient.setQueryData([PATH], data)
  } catch (error) {
    // who was too late sees how it stands now, beside the refusal
    void queryClient.invalidateQueries({ queryKey: [PATH] })
    throw error
  }
}

interface HolidayListProps {
  readonly list: Holidays
  readonly shown: readonly Holiday[]
  readonly mayWrite: boolean
}

function HolidayList({ list, shown, mayWrite }: HolidayListProps) {
  const { t } = useWords()
  return (
    <ul className="roster-holidays">
      {shown.map((it) => (
        <li key={it.date}>
          <time dateTime={it.date} className="number">
            {t('days.year', { year: it.date.slice(0, 4) })} {dayText(it.date)}
          </time>
          <strong>{it.name}</strong>
          {mayWrite && (
            <ActionButton
              done={t('days.saved')}
              act={(key) =>
                save(
                  list,
                  list.items.filter((other) => other.date !== it.date),
                  key,
                )
              }
            >
              <Icon name="cross" />
              {t('days.remove', { date: dayText(it.date) })}
            </ActionButton>
          )}
        </li>
      ))}
    </ul>
  )
}

function AddHoliday({ list }: { readonly list: Holidays }) {
  const { t } = useWords()
  const [date, setDate] = useState('')
  const [name, setName] = useState('')
  const add = async (key: string) => {
    await save(list, [...list.items.filter((it) => it.date !== date), { date, name: name.trim() }], key)
    setDate('')
    setName('')
  }
  return (
    <div className="roster-add no-print">
      <TextInput type="date" label={t('days.date')} value={date} onChange={setDate} />
      <TextInput label={t('days.name')} value={name} maxLength={200} onChange={setName} />
      <ActionButton act={add} done={t('days.saved')} kind="main" disabled={!isDate(date) || name.trim() === ''}>
        {t('days.add')}
      </ActionButton>
    </div>
  )
}
