import { type FormEvent, useState } from 'react'
import { apiSend } from '../../shared/api-client.ts'
import { queryClient, useWholeList } from '../../shared/queries.ts'
import { useAction } from '../ui/actions.tsx'
import { fieldError, NumberInput, Select, TextInput } from '../ui/fields.tsx'
import { Problem } from '../ui/Problem.tsx'
import { showToast } from '../ui/toasts.tsx'
import { useSetupWords } from './words.ts'

const DEFAULT_MOUNT_MM = 3000
const MIN_MOUNT_MM = 200
const MAX_MOUNT_MM = 20_000
const NO_ROUTE = ''

interface RouteItem {
  readonly id: string
  readonly name: string
}

/** Registers a device that speaks MQTT itself. @param props.onMade gets the token, seen this once. */
export function NewDeviceForm({ onMade }: { onMade(id: string, token: string): void }) {
  const { t } = useSetupWords()
  const routes = useWholeList<RouteItem>('/api/v1/routes')
  const [id, setId] = useState('')
  const [routeId, setRouteId] = useState(NO_ROUTE)
  const [surface, setSurface] = useState<'carriageway' | 'roadside'>('carriageway')
  const [measures, setMeasures] = useState<'distance' | 'depth'>('distance')
  const [mountHeightMm, setMountHeight] = useState<number | null>(DEFAULT_MOUNT_MM)
  const { busy, problem, run } = useAction(async (idempotencyKey) => {
    const body = {
      id,
      surface,
      ...(routeId === NO_ROUTE ? {} : { routeId }),
      ...(measures === 'depth' || mountHeightMm === null ? {} : { mountHeightMm }),
    }
    const { data } = await apiSend<{ readonly token: string }>('POST', '/api/v1/devices', body, { idempotencyKey })
    await queryClient.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/api/v1/devices'),
    })
    showToast(t('device.created', { id }))
    onMade(id, data.token)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run()
  }
  const refused = problem?.status === 400 || problem?.status === 409
  const wrong = (field: string, words: string) => (fieldError(problem, field) === undefined ? undefined : words)
  const taken = problem?.code === 'conflict' ? t('device.taken') : undefined
  return (
    <form className="setup-form" onSubmit={submit}>
      <TextInput
        label={t('device.id')}
        hint={t('device.idHint')}
        value={id}
        required
        maxLength={64}
        autoComplete="off"
        error={taken ?? wrong('id', t('device.badId'))}
        onChange={setId}
      />
      <Select
        label={t('device.route')}
        value={routeId}
        options={[
          { value: NO_ROUTE, label: t('device.noRoute') },
          ...(routes.data ?? []).map((it) => ({ value: it.id, label: `${it.name} (${it.id})` })),
        ]}
        onChange={setRouteId}
      />
      <Select<'carriageway' | 'roadside'>
        label={t('device.surface')}
        value={surface}
        options={(['carriageway', 'roadside'] as const).map((value) => ({ value, label: t(`device.${value}`) }))}
        onChange={setSurface}
      />
      <Select<'distance' | 'depth'>
        label={t('device.measures')}
        value={measures}
        options={(['distance', 'depth'] as const).map((value) => ({ value, label: t(`device.${value}`) }))}
        onChange={setMeasures}
      />
      {measures === 'distance' && (
        <NumberInput
          label={t('device.mount')}
          unit="mm"
          value={mountHeightMm}
          min={MIN_MOUNT_MM}
          max={MAX_MOUNT_MM}
          required
          error={wrong('mountHeightMm', t('device.badMount'))}
          onChange={setMountHeight}
        />
      )}
      {problem !== null && !refused && <Problem error={problem} />}
      <div>
        <button type="submit" className="button is-main" disabled={busy} aria-busy={busy}>
          {t('device.register')}
        </button>
      </div>
    </form>
  )
}
