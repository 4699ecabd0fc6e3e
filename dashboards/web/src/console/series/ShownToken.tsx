import { encode } from 'uqr'
import { CopyText } from '../ui/parts.tsx'
import { useWords } from './words.ts'

interface ShownTokenProps {
  readonly deviceId: string
  readonly token: string
  onClose(): void
}

/** A token that is shown once: to copy, or as a QR code for whoever stands at the device. */
export function ShownToken({ deviceId, token, onClose }: ShownTokenProps) {
  const { t } = useWords()
  return (
    <div className="stack">
      <p>
        <strong>{t('device.shownOnce')}</strong>
      </p>
      <div className="series-token">
        <QrCode text={JSON.stringify({ device: deviceId, token })} label={t('device.qr')} />
        <CopyText text={token} label={t('device.tokenLabel')} />
      </div>
      <div className="dialog-actions">
        <button type="button" className="button is-main" onClick={onClose}>
          {t('device.close')}
        </button>
      </div>
    </div>
  )
}

/** Dark on white whatever the theme: cameras want it so. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text)
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      className="series-qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="black" />
    </svg>
  )
}
