import './setup.css'
import { useApi } from '../../shared/queries.ts'
import { Facts } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { CopyText } from '../ui/parts.tsx'
import { QrCode } from './QrCode.tsx'
import { useSetupWords } from './words.ts'

/** `GET /api/v1/device-connection` */
interface Connection {
  readonly url: string | null
  readonly local: boolean
}

interface Props {
  readonly deviceId: string
  readonly token: string
  /** Sensor face above bare ground, mm; null: the device sends depth itself. */
  readonly mountHeightMm: number | null
}

/** What a device is told, once: address, id and token, as text, as a QR code, and as a command to try them with. */
export function DeviceCredentials({ deviceId, token, mountHeightMm }: Props) {
  const { t } = useSetupWords()
  const connection = useApi<Connection>('/api/v1/device-connection', { everyMs: false })
  return (
    <section className="setup-credentials stack" aria-label={t('credentials.title', { id: deviceId })}>
      <h3>{t('credentials.title', { id: deviceId })}</h3>
      <p>
        <strong>{t('credentials.once')}</strong>
      </p>
      <Loaded query={connection}>
        {({ url, local }) => (
          <>
            {url === null && <p className="error-text">{t('credentials.unknown')}</p>}
            {local && <p className="setup-note">{t('credentials.local')}</p>}
            {url?.startsWith('mqtt:') === true && !local && <p className="setup-note">{t('credentials.plain')}</p>}
            <div className="setup-handover">
              <Facts
                items={[
                  [t('credentials.broker'), <Copied key="url" text={url ?? '?'} label={t('credentials.broker')} />],
                  [t('credentials.device'), <Copied key="id" text={deviceId} label={t('credentials.device')} />],
                  [t('credentials.token'), <Copied key="token" text={token} label={t('credentials.token')} />],
                  [
                    t('credentials.topic'),
                    <Copied key="topic" text={topicOf(deviceId)} label={t('credentials.topic')} />,
                  ],
                ]}
              />
              {url !== null && (
                <figure>
                  <QrCode text={qrText(url, deviceId, token)} label={t('credentials.qr')} />
                  <figcaption className="soft small">{t('credentials.qrHint')}</figcaption>
                </figure>
              )}
            </div>
            {url !== null && (
              <div className="stack-s no-print">
                <h4>{t('credentials.example')}</h4>
                <Copied text={publishCommand(url, deviceId, token, mountHeightMm)} label={t('credentials.example')} />
                <p className="soft small">{t('credentials.exampleHint')}</p>
              </div>
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return <CopyText text={text} label={label} />
}

function topicOf(deviceId: string): string {
  return `yukiban/v1/${deviceId}/reading`
}

/** What the QR code holds; docs/device-protocol.md describes it for whoever reads it. */
function qrText(broker: string, device: string, token: string): string {
  return JSON.stringify({ v: 1, broker, device, token, topic: topicOf(device) })
}

/** One reading of bare ground, by Mosquitto's own client. At 0 °C sound needs no correction. */
function publishCommand(broker: string, device: string, token: string, mountHeightMm: number | null): string {
  const { protocol, hostname, port } = new URL(broker)
  const reading = mountHeightMm === null ? { depth_mm: 0 } : { distance_mm: mountHeightMm, air_temp_c: 0 }
  const host = hostname.replace(/^\[|\]$/g, '')
  const tls = protocol === 'mqtts:' ? ' --tls-use-os-certs' : ''
  return `mosquitto_pub -h ${host} -p ${port}${tls} -u ${device} -P '${token}' -q 1 -t ${topicOf(device)} -m '${JSON.stringify(reading)}'`
}
