import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail as it came: who sent it to whom, and its source. */
export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

/** A mail relay on loopback that keeps what it is given. */
export interface MailRelay extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** The mails so far, the oldest first. */
  readonly mails: readonly Mail[]
}

/** Starts a relay on a free port; without options it asks for no login and speaks no TLS. */
export async function openMailRelay(options: SMTPServerOptions = {}): Promise<MailRelay> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      let raw = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => {
        raw += chunk
      })
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map((it) => it.address), raw })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(closed)),
  }
}

/** The text of a mail that is one part in base64; empty for none. */
export function mailText(mail: Mail | undefined): string {
  const [, body = ''] = mail?.raw.split(/\r?\n\r?\n/) ?? []
  return Buffer.from(body, 'base64').toString('utf8')
}
