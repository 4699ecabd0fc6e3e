import { apiSend } from '../../shared/api-client.ts'
import { useWholeList } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { ActionButton } from '../ui/actions.tsx'
import { Select } from '../ui/fields.tsx'
import { Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Tabs } from '../ui/parts.tsx'
import { DeviceCredentials } from './DeviceCredentials.tsx'
import { NewDeviceForm } from './NewDeviceForm.tsx'
import { useSetupWords } from './words.ts'

/** The part of a device that these pages need. */
export interface DeviceItem {
  readonly id: string
  readonly routeId: string | null
  readonly mountHeightMm: number | null
  readonly codec: string
}

interface Props {
  readonly device: string | null
  /** Tokens that were shown on this page. */
  readonly tokens: Readonly<Record<string, string>>
  onDevice(id: string): void
  onTokens(tokens: Readonly<Record<string, string>>): void
  onNext(): void
}

/** One device and what it is told; the others go the same way later. */
export function DeviceStep(props: Props) {
  const { t } = useSetupWords()
  const may = useMay('devices:write')
  const devices = useWholeList<DeviceItem>('/api/v1/devices')
  return (
    <Panel title={t('device.title')}>
      {may ? (
        <Loaded query={devices}>{(list) => <Ways {...props} list={list} />}</Loaded>
      ) : (
        <p>{t('device.notAllowed')}</p>
      )}
    </Panel>
  )
}

function Ways({ list, ...props }: Props & { readonly list: readonly DeviceItem[] }) {
  const { t } = useSetupWords()
  const { device, tokens, onDevice, onTokens, onNext } = props
  const chosen = list.find((it) => it.id === device)
  const token = chosen === undefined ? undefined : tokens[chosen.id]
  const registered = { id: 'registered', label: t('device.registered'), content: <Registered {...props} list={list} /> }
  const fresh = {
    id: 'fresh',
    label: t('device.fresh'),
    content: (
      <NewDeviceForm
        onMade={(id, made) => {
          onTokens({ [id]: made })
          onDevice(id)
        }}
      />
    ),
  }
  return (
    <div className="stack">
      <p className="soft">{t('device.text')}</p>
      <Tabs label={t('device.which')} tabs={list.length === 0 ? [fresh] : [registered, fresh]} />
      {chosen !== undefined && token !== undefined && (
        <>
          <DeviceCredentials deviceId={chosen.id} token={token} mountHeightMm={chosen.mountHeightMm} />
          <div>
            <button type="button" className="button is-main" onClick={onNext}>
              {t('next')}
            </button>
          </div>
        </>
      )}
    </div>
  )
}

/** Codecs of network servers, which know their devices by themselves. */
const NETWORK_CODECS = ['chirpstack', 'ttn']

function Registered({ list, device, tokens, onDevice, onTokens }: Props & { readonly list: readonly DeviceItem[] }) {
  const { t } = useSetupWords()
  const chosen = list.find((it) => it.id === device) ?? list.find((it) => tokens[it.id] !== undefined) ?? list[0]
  if (chosen === undefined) return <p>{t('device.none')}</p>
  const rotate = async (idempotencyKey: string) => {
    const path = `/api/v1/devices/${encodeURIComponent(chosen.id)}/rotate-token`
    const { data } = await apiSend<{ readonly token: string }>('POST', path, undefined, { idempotencyKey })
    onTokens({ [chosen.id]: data.token })
    onDevice(chosen.id)
  }
  return (
    <div className="stack-s">
      <Select
        label={t('device.which')}
        value={chosen.id}
        options={list.map((it) => ({ value: it.id, label: it.routeId === null ? it.id : `${it.id} (${it.routeId})` }))}
        onChange={onDevice}
      />
      {NETWORK_CODECS.includes(chosen.codec) ? (
        <p>{t('device.lorawan', { codec: chosen.codec })}</p>
      ) : tokens[chosen.id] !== undefined ? (
        device !== chosen.id && <ShowKnown onShow={() => onDevice(chosen.id)} />
      ) : (
        <>
          <p className="soft small">{t('device.rotateText')}</p>
          <ActionButton act={rotate}>{t('device.rotate')}</ActionButton>
        </>
      )}
    </div>
  )
}

function ShowKnown({ onShow }: { onShow(): void }) {
  const { t } = useSetupWords()
  return (
    <div>
      <button type="button" className="button" onClick={onShow}>
        {t('device.show')}
      </button>
    </div>
  )
}
