import { useState } from 'react'
import { type Answer, apiSend } from '../../shared/api-client.ts'
import { queryClient, useApiTagged } from '../../shared/queries.ts'
import { ConfirmDialog } from '../ui/actions.tsx'
import { Badge } from '../ui/Badge.tsx'
import { NumberInput } from '../ui/fields.tsx'
import { Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { CONFIG_FIELDS, type Config, type ConfigField, REPORTED_AS } from './device-api.ts'
import { type T, useWords } from './words.ts'

/** Bounds of docs/device-downlink.md; the service holds to them too. */
const LIMITS: Readonly<Record<ConfigField, { readonly min: number; readonly max: number }>> = {
  intervalS: { min: 10, max: 86_400 },
  mountHeightMm: { min: 200, max: 20_000 },
  calibrationOffsetMm: { min: -500, max: 500 },
}

interface DeviceConfigProps {
  readonly path: string
  readonly mayWrite: boolean
}

/** What the device is asked to be beside what it says it is, and a form that asks for something else. */
export function DeviceConfig({ path, mayWrite }: DeviceConfigProps) {
  const { t } = useWords()
  const config = useApiTagged<Config>(`${path}/config`)
  const [editing, setEditing] = useState(false)
  return (
    <Panel
      title={t('device.config')}
      actions={
        mayWrite && (
          <button
            type="button"
            className="button"
            onClick={() => setEditing(true)}
            disabled={config.data === undefined}
          >
            {t('device.edit')}
          </button>
        )
      }
    >
      <Loaded query={config}>{({ data }) => <Shown config={data} />}</Loaded>
      {editing && config.data !== undefined && (
        <Edit path={path} answer={config.data} onClose={() => setEditing(false)} />
      )}
    </Panel>
  )
}

function Shown({ config }: { readonly config: Config }) {
  const { t } = useWords()
  const { desired, reported, inSync } = config
  return (
    <>
      <p className="series-status">
        {desired === null ? (
          <Badge tone="calm">{t('device.neverAsked')}</Badge>
        ) : (
          <Badge tone={inSync ? 'good' : 'warn'}>{t(inSync ? 'device.inSync' : 'device.waiting')}</Badge>
        )}
      </p>
      <table className="series-chance-table">
        <caption className="hidden-text">{t('device.config')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('device.field')}</th>
            <th scope="col">{t('device.desired')}</th>
            <th scope="col">{t('device.reported')}</th>
          </tr>
        </thead>
        <tbody>
          {CONFIG_FIELDS.map((field) => (
            <tr key={field}>
              <th scope="row">{t(`device.${field}`)}</th>
              <td className="number">
                {desired?.[field] == null ? (
                  <span className="soft">{t('device.unchanged')}</span>
                ) : (
                  figure(desired[field], field, t)
                )}
              </td>
              <td className="number">{said(reported?.body[REPORTED_AS[field]], field, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function said(value: unknown, field: ConfigField, t: T) {
  return typeof value === 'number' ? figure(value, field, t) : <span className="soft">{t('device.notSaid')}</span>
}

function figure(value: number, field: ConfigField, t: T): string {
  return field === 'intervalS' ? `${value} ${t('device.seconds')}` : t('device.mm', { mm: value })
}

interface EditProps {
  readonly path: string
  readonly answer: Answer<Config>
  onClose(): void
}

/** Under the ETag that was read when the form opened: who was slower is told. */
function Edit({ path, answer, onClose }: EditProps) {
  const { t } = useWords()
  const [opened] = useState(answer)
  const { desired } = opened.data
  const [values, setValues] = useState<Readonly<Record<ConfigField, number | null>>>({
    intervalS: desired?.intervalS ?? null,
    mountHeightMm: desired?.mountHeightMm ?? null,
    calibrationOffsetMm: desired?.calibrationOffsetMm ?? null,
  })
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
  const send = async (idempotencyKey: string) => {
    const precondition = opened.etag === null ? ({ ifNoneMatch: '*' } as const) : { ifMatch: opened.etag }
    try {
      await apiSend('PUT', `${path}/config`, given, { ...precondition, idempotencyKey })
    } finally {
      await queryClient.invalidateQueries({ queryKey: [`${path}/config`] })
    }
  }
  return (
    <ConfirmDialog
      title={t('device.edit')}
      confirm={t('device.save')}
      done={t('device.saved')}
      disabled={Object.keys(given).length === 0}
      act={send}
      onClose={onClose}
    >
      <p>{t('device.editText')}</p>
      {CONFIG_FIELDS.map((field) => (
        <NumberInput
          key={field}
          label={t(`device.${field}`)}
          unit={field === 'intervalS' ? t('device.seconds') : 'mm'}
          value={values[field]}
          step={1}
          {...LIMITS[field]}
          onChange={(value) => setValues({ ...values, [field]: value })}
        />
      ))}
      <p className="soft small">{t('device.empty')}</p>
    </ConfirmDialog>
  )
}
