import { renderChange } from './change.ts'
import { renderDuty } from './duty.ts'
import type { Notice, PingNotice, RenderedMessage } from './notice.ts'
import { renderOffer } from './offer.ts'
import { oneLine, type Reader } from './words.ts'

/** A notice in the reader's language and on the authority's clock. Pure: the same notice, the same text. */
export function renderMessage(notice: Notice, reader: Reader): RenderedMessage {
  switch (notice.kind) {
    case 'offer':
      return renderOffer(notice, reader)
    case 'expired':
    case 'withdrawn':
    case 'updated':
      return renderChange(notice, reader)
    case 'proposed':
    case 'alarm':
    case 'at-risk':
      return renderDuty(notice, reader)
    case 'ping':
      return renderPing(notice, reader)
  }
}

function renderPing({ authority }: PingNotice, { language }: Reader): RenderedMessage {
  const name = oneLine(authority, 60)
  const subject = language === 'ja' ? `【試験】${name} 除雪連絡` : `[Test] ${name} snow plowing`
  const text =
    language === 'ja'
      ? `${name}の除雪連絡の試験です。返信や作業は不要です。`
      : `This is a test of ${name}'s snow plowing messages. Nothing to do.`
  return { subject, full: `${text}\n`, brief: text, sms: text, link: null }
}
