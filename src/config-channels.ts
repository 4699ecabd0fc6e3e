import { isIP } from 'node:net'
import { SECOND_MS } from './domain/time.ts'
import type { Option } from './options.ts'

/** Settings of the ways to people: e-mail, Web Push, LINE, SMS (docs/channels.md). options.ts joins them to the others. */
export const CHANNEL_OPTIONS = [
  {
    name: 'YUKIBAN_PUBLIC_URL',
    kind: 'text',
    default: '',
    help: 'Address under which phones reach this service, e.g. https://yukiban.example.jp; messages link to it.',
  },
  {
    name: 'YUKIBAN_MESSAGE_MERGE_S',
    kind: 'integer',
    default: '15',
    min: 0,
    max: 600,
    help: 'How long a message to a person waits for others to join it; webhooks never wait.',
  },
  {
    name: 'YUKIBAN_TEST_MESSAGES_PER_H',
    kind: 'integer',
    default: '20',
    min: 1,
    max: 1000,
    help: 'Test messages and webhook pings an hour to one firm, or to the officers on duty; more are refused with 429.',
  },
  {
    name: 'YUKIBAN_SMTP_URL',
    kind: 'secret',
    default: '',
    help: 'Mail relay: smtp://USER:PASSWORD@HOST:587 (STARTTLS) or smtps://…:465; empty: no e-mail.',
  },
  {
    name: 'YUKIBAN_SMTP_FROM',
    kind: 'text',
    default: '',
    help: 'Sender of mails, e.g. Yukiban <yukiban@example.jp>; needed with YUKIBAN_SMTP_URL.',
  },
  {
    name: 'YUKIBAN_SMTP_TLS',
    kind: 'text',
    default: 'required',
    help: 'required, or optional: a relay that offers no TLS is used in the clear. Loopback never needs it.',
  },
  {
    name: 'YUKIBAN_LINE_TOKEN',
    kind: 'secret',
    default: '',
    help: 'Channel access token of the LINE Messaging API; empty: no LINE.',
  },
  {
    name: 'YUKIBAN_LINE_URL',
    kind: 'text',
    default: 'https://api.line.me',
    help: 'Address of the LINE Messaging API.',
  },
  {
    name: 'YUKIBAN_SMS_URL',
    kind: 'text',
    default: '',
    help: 'SMS gateway; {to}, {text} and {id} are filled in, escaped; empty: no SMS.',
  },
  { name: 'YUKIBAN_SMS_METHOD', kind: 'text', default: 'POST', help: 'POST, PUT or GET.' },
  {
    name: 'YUKIBAN_SMS_BODY',
    kind: 'text',
    default: '{"to":"{to}","text":"{text}","id":"{id}"}',
    help: 'Body for the SMS gateway; {to}, {text} and {id} are filled in, escaped by its content type.',
  },
  {
    name: 'YUKIBAN_SMS_CONTENT_TYPE',
    kind: 'text',
    default: 'application/json',
    help: 'application/json or application/x-www-form-urlencoded.',
  },
  {
    name: 'YUKIBAN_SMS_HEADER',
    kind: 'secret',
    default: '',
    help: 'A header the SMS gateway asks for, e.g. Authorization: Bearer TOKEN.',
  },
  {
    name: 'YUKIBAN_SMS_SUCCESS',
    kind: 'list',
    default: '200-299',
    help: 'Statuses by which the SMS gateway says that it took the message.',
  },
  {
    name: 'YUKIBAN_VAPID_SUBJECT',
    kind: 'text',
    default: '',
    help: 'Whom a push service may write to: mailto:… or https://…; empty: YUKIBAN_PUBLIC_URL if that is https.',
  },
  {
    name: 'YUKIBAN_VAPID_PUBLIC_KEY',
    kind: 'text',
    default: '',
    help: 'VAPID public key of Web Push, base64url; empty: a pair is made once and kept in the data folder.',
  },
  {
    name: 'YUKIBAN_VAPID_PRIVATE_KEY',
    kind: 'secret',
    default: '',
    help: 'VAPID private key of Web Push, base64url.',
  },
] as const satisfies readonly Option[]

type Name = (typeof CHANNEL_OPTIONS)[number]['name']

export interface SmtpConfig {
  /** Holds the password: never for logs. */
  readonly url: string
  readonly from: string
  /** optional: a relay that offers no TLS is used in the clear. none: it is on this machine. */
  readonly tls: 'required' | 'optional' | 'none'
}

export interface LineConfig {
  readonly url: string
  readonly token: string
}

export interface SmsConfig {
  readonly url: string
  readonly method: SmsMethod
  readonly body: string
  readonly contentType: SmsContentType
  readonly header: { readonly name: string; readonly value: string } | null
  /** Inclusive ranges of statuses. */
  readonly success: readonly (readonly [number, number])[]
}

export interface PushConfig {
  readonly subject: string
  /** null: a pair is made once and kept in the data folder. */
  readonly keys: { readonly publicKey: string; readonly privateKey: string } | null
}

/** Ways to people; null: that one is not set up. */
export interface ChannelsConfig {
  /** Without a slash at the end; null: messages have no links. */
  readonly publicUrl: string | null
  readonly mergeMs: number
  /** Test messages to one firm, or to the officers on duty. */
  readonly testsPerHour: number
  readonly smtp: SmtpConfig | null
  readonly line: LineConfig | null
  readonly sms: SmsConfig | null
  readonly push: PushConfig | null
}

export const SMS_METHODS = ['POST', 'PUT', 'GET'] as const
export type SmsMethod = (typeof SMS_METHODS)[number]
export const SMS_CONTENT_TYPES = ['application/json', 'application/x-www-form-urlencoded'] as const
export type SmsContentType = (typeof SMS_CONTENT_TYPES)[number]

interface Reader {
  text(name: Name): string
  integer(name: Name): number
  refuse(name: Name, message: string): void
}

/** A link of 22 characters more must fit a text message beside what it says. */
const MAX_PUBLIC_URL_CHARACTERS = 60

/** Reads the settings; what is wrong goes to `refuse`. */
export function readChannels(reader: Reader): ChannelsConfig {
  const publicUrl = readPublicUrl(reader)
  const config = {
    publicUrl,
    mergeMs: reader.integer('YUKIBAN_MESSAGE_MERGE_S') * SECOND_MS,
    testsPerHour: reader.integer('YUKIBAN_TEST_MESSAGES_PER_H'),
    smtp: readSmtp(reader),
    line: readLine(reader),
    sms: readSms(reader),
    push: readPush(reader, publicUrl),
  }
  const linked = config.smtp !== null || config.line !== null || config.sms !== null
  if (linked && reader.text('YUKIBAN_PUBLIC_URL') === '') {
    reader.refuse('YUKIBAN_PUBLIC_URL', 'is needed with e-mail, LINE and SMS: contractors answer by a link to it')
  }
  return config
}

function readPublicUrl({ text, refuse }: Reader): string | null {
  const given = text('YUKIBAN_PUBLIC_URL')
  if (given === '') return null
  const url = URL.parse(given)
  const plain = url !== null && url.username === '' && url.search === '' && url.hash === ''
  if (!plain || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    refuse('YUKIBAN_PUBLIC_URL', 'must be an http or https URL without user name, query and fragment')
    return null
  }
  const bare = given.replace(/\/+$/, '')
  if (bare.length > MAX_PUBLIC_URL_CHARACTERS) {
    refuse('YUKIBAN_PUBLIC_URL', `must have at most ${MAX_PUBLIC_URL_CHARACTERS} characters, to fit a text message`)
  }
  return bare
}

function readSmtp({ text, refuse }: Reader): SmtpConfig | null {
  const tls = text('YUKIBAN_SMTP_TLS')
  if (tls !== 'required' && tls !== 'optional') refuse('YUKIBAN_SMTP_TLS', 'must be required or optional')
  const url = text('YUKIBAN_SMTP_URL')
  if (url === '') return null
  const parsed = URL.parse(url)
  if (parsed === null || !['smtp:', 'smtps:'].includes(parsed.protocol) || parsed.hostname === '') {
    refuse('YUKIBAN_SMTP_URL', 'must be such as smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465')
    return null
  }
  const from = text('YUKIBAN_SMTP_FROM')
  if (!/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from)) {
    refuse('YUKIBAN_SMTP_FROM', 'must be a mail address such as Yukiban <yukiban@example.jp>')
  }
  return { url, from, tls: isLoopback(parsed.hostname) ? 'none' : tls === 'optional' ? 'optional' : 'required' }
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function readLine({ text, refuse }: Reader): LineConfig | null {
  const token = text('YUKIBAN_LINE_TOKEN')
  const url = text('YUKIBAN_LINE_URL')
  if (!isHttpUrl(url)) refuse('YUKIBAN_LINE_URL', 'must be an http or https URL')
  if (token === '') return null
  if (!/^[\x21-\x7e]+$/.test(token)) refuse('YUKIBAN_LINE_TOKEN', 'must be the token alone, without spaces')
  return { url: url.replace(/\/+$/, ''), token }
}

function readSms(reader: Reader): SmsConfig | null {
  const { text, refuse } = reader
  const method = SMS_METHODS.find((it) => it === text('YUKIBAN_SMS_METHOD'))
  if (method === undefined) refuse('YUKIBAN_SMS_METHOD', `must be one of ${SMS_METHODS.join(', ')}`)
  const contentType = SMS_CONTENT_TYPES.find((it) => it === text('YUKIBAN_SMS_CONTENT_TYPE'))
  if (contentType === undefined) {
    refuse('YUKIBAN_SMS_CONTENT_TYPE', `must be one of ${SMS_CONTENT_TYPES.join(', ')}`)
  }
  const success = readStatuses(reader)
  const header = readHeader(reader)
  const url = text('YUKIBAN_SMS_URL')
  if (url === '') return null
  const body = method === 'GET' ? '' : text('YUKIBAN_SMS_BODY')
  if (!isHttpUrl(url.replace(/\{(to|text|id)\}/g, '0')) || /^[^/]*\/\/[^/?#]*\{/.test(url)) {
    refuse('YUKIBAN_SMS_URL', 'must be an http or https URL with nothing filled into its host')
  }
  for (const placeholder of ['{to}', '{text}']) {
    if (!`${url} ${body}`.includes(placeholder)) refuse('YUKIBAN_SMS_BODY', `must say where ${placeholder} goes`)
  }
  if (method === undefined || contentType === undefined) return null
  return { url, method, body, contentType, header, success }
}

function readStatuses({ text, refuse }: Reader): readonly (readonly [number, number])[] {
  return text('YUKIBAN_SMS_SUCCESS')
    .split(',')
    .map((it) => {
      const [, from = '', to = from] = /^\s*([1-5]\d\d)(?:-([1-5]\d\d))?\s*$/.exec(it) ?? []
      if (from === '' || Number(from) > Number(to)) {
        refuse('YUKIBAN_SMS_SUCCESS', 'must be statuses and ranges of them, such as 200-299 or 200,202')
      }
      return [Number(from), Number(to)] as const
    })
}

function readHeader({ text, refuse }: Reader): SmsConfig['header'] {
  const given = text('YUKIBAN_SMS_HEADER')
  if (given === '') return null
  const [, name = '', value = ''] = /^([A-Za-z0-9-]+):\s*([\x20-\x7e]+)$/.exec(given) ?? []
  if (name === '') refuse('YUKIBAN_SMS_HEADER', 'must be such as Authorization: Bearer TOKEN')
  return { name: name.toLowerCase(), value }
}

/** Bytes of an uncompressed P-256 point and of a P-256 scalar. */
const PUBLIC_KEY_BYTES = 65
const PRIVATE_KEY_BYTES = 32

function readPush({ text, refuse }: Reader, publicUrl: string | null): PushConfig | null {
  const given = text('YUKIBAN_VAPID_SUBJECT')
  if (given !== '' && !/^(mailto:\S+@\S+|https:\/\/\S+)$/.test(given)) {
    refuse('YUKIBAN_VAPID_SUBJECT', 'must be mailto:ADDRESS or an https URL')
  }
  const publicKey = text('YUKIBAN_VAPID_PUBLIC_KEY')
  const privateKey = text('YUKIBAN_VAPID_PRIVATE_KEY')
  if (publicKey !== '' && Buffer.from(publicKey, 'base64url').length !== PUBLIC_KEY_BYTES) {
    refuse('YUKIBAN_VAPID_PUBLIC_KEY', `must be ${PUBLIC_KEY_BYTES} bytes in base64url`)
  }
  if (privateKey !== '' && Buffer.from(privateKey, 'base64url').length !== PRIVATE_KEY_BYTES) {
    refuse('YUKIBAN_VAPID_PRIVATE_KEY', `must be ${PRIVATE_KEY_BYTES} bytes in base64url`)
  }
  if ((publicKey === '') !== (privateKey === '')) {
    refuse('YUKIBAN_VAPID_PUBLIC_KEY', 'and YUKIBAN_VAPID_PRIVATE_KEY belong together: give both or neither')
  }
  const subject = given !== '' ? given : publicUrl?.startsWith('https:') ? publicUrl : ''
  if (subject === '') return null
  return { subject, keys: publicKey === '' ? null : { publicKey, privateKey } }
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
}
