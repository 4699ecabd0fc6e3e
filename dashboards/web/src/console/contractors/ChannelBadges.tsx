import { Badge } from '../ui/Badge.tsx'
import type { ChannelRecord, Contractor } from './types.ts'
import { useWords } from './words.ts'

/** Whether what was last sent by each channel arrived. */
export function ChannelBadges({
  firm,
  channels,
}: {
  readonly firm: Contractor
  readonly channels: readonly ChannelRecord[]
}) {
  const { t } = useWords()
  if (channels.length === 0) {
    return firm.phone === null ? (
      <Badge tone="bad">{t('noChannel')}</Badge>
    ) : (
      <Badge tone="unknown">{t('phoneOnly')}</Badge>
    )
  }
  return (
    <span className="contractors-badges">
      {channels.map((it) => {
        const channel = t(`channel.${it.channel}`)
        const works = it.lastDeliveredAt !== null && (it.lastFailedAt === null || it.lastDeliveredAt >= it.lastFailedAt)
        if (works)
          return (
            <Badge key={it.channel} tone="good">
              {t('works', { channel })}
            </Badge>
          )
        if (it.lastFailedAt !== null)
          return (
            <Badge key={it.channel} tone="bad">
              {t('fails', { channel })}
            </Badge>
          )
        return (
          <Badge key={it.channel} tone="unknown">
            {t('waits', { channel })}
          </Badge>
        )
      })}
    </span>
  )
}
