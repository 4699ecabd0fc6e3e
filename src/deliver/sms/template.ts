import type { SmsConfig } from '../../config-channels.ts'
import type { OutboundRequest } from '../guarded-request.ts'

/** What is filled into a gateway's template. */
export interface SmsFields {
  readonly to: string
  readonly text: string
  /** The same for every attempt. */
  readonly id: string
}

/** The request a gateway is to get for a message. Each value is escaped for where it stands. */
export function smsRequest(config: SmsConfig, fields: SmsFields): Omit<OutboundRequest, 'timeoutMs'> {
  const { url, method, body, contentType, header } = config
  const ofUrl = fill(url, fields, encodeURIComponent)
  const extra = header === null ? {} : { [header.name]: header.value }
  if (method === 'GET') return { url: ofUrl, method, headers: extra, body: null }
  const escaped = contentType === 'application/json' ? jsonEscape : formEscape
  const headers = {
    'content-type': `${contentType}${contentType === 'application/json' ? '' : '; charset=utf-8'}`,
    ...extra,
  }
  return { url: ofUrl, method, headers, body: fill(body, fields, escaped) }
}

/** In one pass: what a value holds is never taken for a placeholder. */
function fill(template: string, fields: SmsFields, escaped: (text: string) => string): string {
  return template.replace(/\{(to|text|id)\}/g, (_, name: keyof SmsFields) => escaped(fields[name]))
}

function jsonEscape(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function formEscape(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}
