import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail relay on loopback that keeps what it is given. */
export interface MailRelay extends AsyncDisposable {
  readonly url: string
  /** Texts of the mails so far, the oldest first. */
  readonly mails: readonly string[]
}

export async function openMailRelay(): Promise<MailRelay> {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let raw = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => {
        raw += chunk
      })
      stream.on('end', () => {
        const [, body = ''] = raw.split(/\r?\n\r?\n/)
        mails.push(Buffer.from(body, 'base64').toString('utf8'))
        done()
      })
    },
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(closed)),
  }
}
