import './orders.css'
import { useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import type { Level } from '../../shared/api-terms.ts'
import { useWholeList } from '../../shared/queries.ts'
import { Link, setSearch, useSearch } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { useAction } from '../ui/actions.tsx'
import { Checkbox, NumberInput, Select } from '../ui/fields.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Loaded, Problem } from '../ui/Problem.tsx'
import { renewOrders } from './commands.ts'
import { type Order, orderPath } from './order.ts'
import { ReasonField } from './ReasonField.tsx'
import { useWords } from './words.ts'

interface Named {
  readonly id: string
  readonly name: string
}

interface Made {
  readonly routeId: string
  readonly outcome: 'raised' | 'already-open'
  readonly order: Order
  readonly silences: readonly { readonly id: string; readonly reason: string }[]
}

const DEFAULT_RESPOND_MIN = 10

/** An officer's own order: routes of a block, a level, a reason; asking begins at once. */
export default function NewOrderPage() {
  const { t } = useWords()
  const [made, setMade] = useState<readonly Made[] | null>(null)
  return (
    <Page title={t('make.title')} lead={t('make.lead')} back={{ to: '/console/orders', label: t('back') }}>
      {made === null ? <Form onMade={setMade} /> : <Result made={made} onAgain={() => setMade(null)} />}
    </Page>
  )
}

function Form({ onMade }: { onMade(made: readonly Made[]): void }) {
  const { t } = useWords()
  const search = useSearch()
  const block = search.get('block') ?? ''
  const named = search.get('route')
  const [routes, setRoutes] = useState<ReadonlySet<string>>(new Set(named === null ? [] : [named]))
  const [level, setLevel] = useState<Level>('dispatch')
  const [reason, setReason] = useState('')
  const [contractor, setContractor] = useState('')
  const [respondMin, setRespondMin] = useState<number | null>(DEFAULT_RESPOND_MIN)
  const mayReadFirms = useMay('contractors:read')
  const blocks = useWholeList<Named>('/api/v1/blocks')
  const firms = useWholeList<Named>('/api/v1/contractors', { enabled: mayReadFirms })
  const { busy, problem, run } = useAction(async (idempotencyKey) => {
    const body = {
      routes: [...routes],
      level,
      reason: reason.trim(),
      ...(contractor === '' ? {} : { contractor }),
      ...(respondMin === null ? {} : { respondMin }),
    }
    const { data } = await apiSend<{ readonly items: readonly Made[] }>('POST', '/api/v1/orders', body, {
      idempotencyKey,
    })
    renewOrders()
    onMade(data.items)
  })
  const listed = (items: readonly Named[] | undefined) => (items ?? []).map((it) => ({ value: it.id, label: it.name }))
  return (
    <form
      className="stack orders-new"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      <Panel>
        <div className="stack">
          <Select
            label={t('make.block')}
            value={block}
            options={[{ value: '', label: t('make.chooseBlock') }, ...listed(blocks.data)]}
            onChange={(value) => {
              setSearch({ block: value, route: null })
              setRoutes(new Set())
            }}
          />
          {block !== '' && <RouteChoice block={block} chosen={routes} onChange={setRoutes} />}
        </div>
      </Panel>
      <Panel>
        <div className="stack">
          <fieldset className="orders-answers">
            <legend>{t('make.level')}</legend>
            {(['dispatch', 'standby'] as const).map((it) => (
              <label key={it} className="button">
                <input type="radio" name="level" checked={level === it} onChange={() => setLevel(it)} />
                {t(`make.${it}`)}
              </label>
            ))}
          </fieldset>
          <ReasonField value={reason} usual={['patrol', 'bus', 'sensor']} onChange={setReason} />
          {mayReadFirms && (
            <Select
              label={t('make.contractor')}
              value={contractor}
              options={[{ value: '', label: t('make.byRoster') }, ...listed(firms.data)]}
              onChange={setContractor}
            />
          )}
          <NumberInput
            label={t('make.respond')}
            unit={t('make.respondUnit')}
            value={respondMin}
            min={1}
            max={720}
            onChange={setRespondMin}
          />
        </div>
      </Panel>
      {problem !== null && <Problem error={problem} />}
      <button
        type="submit"
        className="button is-main is-wide"
        disabled={busy || routes.size === 0 || reason.trim() === ''}
        aria-busy={busy}
      >
        {routes.size === 0 ? t('make.choose') : t('make.submit', { count: routes.size })}
      </button>
    </form>
  )
}

interface RouteChoiceProps {
  readonly block: string
  readonly chosen: ReadonlySet<string>
  onChange(chosen: ReadonlySet<string>): void
}

function RouteChoice({ block, chosen, onChange }: RouteChoiceProps) {
  const { t } = useWords()
  const query = useWholeList<Named>(`/api/v1/routes?block=${encodeURIComponent(block)}`)
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    onChange(next)
  }
  return (
    <Loaded query={query}>
      {(routes) => (
        <fieldset className="orders-routes">
          <legend>{t('make.routes')}</legend>
          {routes.length === 0 && <p>{t('make.noRoutes')}</p>}
          {routes.length > 1 && (
            <Checkbox
              label={t('make.all')}
              checked={routes.every((it) => chosen.has(it.id))}
              onChange={(all) => onChange(new Set(all ? routes.map((it) => it.id) : []))}
            />
          )}
          {routes.map((it) => (
            <Checkbox key={it.id} label={it.name} checked={chosen.has(it.id)} onChange={(on) => toggle(it.id, on)} />
          ))}
        </fieldset>
      )}
    </Loaded>
  )
}

function Result({ made, onAgain }: { readonly made: readonly Made[]; onAgain(): void }) {
  const { t } = useWords()
  return (
    <Panel title={t('make.result')}>
      <ul className="orders-result" role="status">
        {made.map((it) => (
          <li key={it.routeId}>
            <Link to={orderPath(it.order.id)}>{it.order.routeName}</Link>{' '}
            {t(it.outcome === 'raised' ? 'make.raised' : 'make.open')}
            {it.silences.map((silence) => (
              <p key={silence.id} className="small soft">
                {t('make.silence', { reason: silence.reason })}
              </p>
            ))}
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={onAgain}>
        {t('make.another')}
      </button>
    </Panel>
  )
}
