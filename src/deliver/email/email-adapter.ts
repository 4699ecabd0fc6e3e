import { createTransport } from 'nodemailer'
import type { SmtpConfig } from '../../config-channels.ts'
import { SECOND_MS } from '../../domain/time.ts'
import type { ChannelAdapter, ChannelMessage } from '../channel-adapter.ts'
import type { SendResult } from '../verdict.ts'

/**
 * E-mail through the authority's relay. `accepted` means that the relay took it, which is all SMTP can say: what the
 * recipient's server does later comes back as a mail to the sender, if at all.
 */

/** For the whole of it: connection, TLS, log-in and message. Real time. */
const TIMEOUT_MS = 30 * SECOND_MS

/** The adapter for a relay. @param timeoutMs for the whole of one mail. */
export function emailAdapter(config: SmtpConfig, timeoutMs = TIMEOUT_MS): ChannelAdapter {
  const { host, port, secure, auth } = connectionOf(config.url)
  // A connection of its own for each mail: they are rare, and one kept for hours is likely dead when the next comes.
  const transport = createTransport({
    host,
    port,
    secure,
    ...(auth === undefined ? {} : { auth }),
    requireTLS: config.tls === 'required',
    // a relay on this machine seldom has a certificate that anybody signed
    ignoreTLS: config.tls === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([^@>\s]+)>?$/.exec(config.from)?.[1] ?? 'localhost'
  return {
    async send(message) {
      try {
        return await within(timeoutMs, transport.sendMail(mailOf(message, config.from, domain)))
      } catch (error) {
        return failureOf(error, message.to.address)
      }
    },
  }
}

function connectionOf(text: string) {
  const url = new URL(text)
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port)
  const user = decodeURIComponent(url.username)
  const auth = user === '' ? undefined : { user, pass: decodeURIComponent(url.password) }
  return { host, port, secure, auth }
}

function mailOf({ deliveryId, to, message }: ChannelMessage, from: string, domain: string) {
  return {
    from,
    to: { name: '', address: to.address },
    subject: message.subject,
    text: message.full,
    // Japanese text in lines that every relay takes
    textEncoding: 'base64' as const,
    messageId: `<${deliveryId}@${domain}>`,
    // nobody's out-of-office note belongs in our mailbox (RFC 3834), and a call at 02:00 is urgent
    headers: { 'Auto-Submitted': 'auto-generated', Importance: 'high' },
  }
}

async function within(timeoutMs: number, sending: Promise<unknown>): Promise<SendResult> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<SendResult>((resolve) => {
    const why = `the mail relay did not take it within ${timeoutMs / SECOND_MS} s`
    timer = setTimeout(() => resolve({ kind: 'error', why }), timeoutMs)
  })
  const taken = sending.then((): SendResult => ({ kind: 'accepted', status: 250 }))
  // the loser of the race may still fail, with nobody left to hear it
  taken.catch(() => {})
  try {
    return await Promise.race([taken, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * What an error means. A permanent refusal (5xx) of the recipient or the message is final; of the log-in or the
 * connection it is a matter of our settings, which may be put right, and is tried again.
 */
function failureOf(error: unknown, address: string): SendResult {
  if (!(error instanceof Error)) return { kind: 'error', why: String(error) }
  // relays like to quote it, and what is said here is logged
  const why = error.message.replaceAll(address, '(recipient)')
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  const status = typeof responseCode === 'number' ? responseCode : null
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (ofThisMail && (status === null || status >= 500)) return { kind: 'rejected', status, why }
  return { kind: 'error', why }
}
