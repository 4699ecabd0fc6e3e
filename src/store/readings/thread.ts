import { parentPort } from 'node:worker_threads'
import type { FromThread, Positions, Request } from './messages.ts'

/** Sends to the store that started this thread. */
export function send(message: FromThread): void {
  portOf().postMessage(message)
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Answers a request, or says why it failed. */
export function respond(id: number, answer: () => unknown): void {
  let message: FromThread
  try {
    message = { type: 'answer', id, value: answer() }
  } catch (error) {
    message = { type: 'failure', id, message: messageOf(error) }
  }
  send(message)
}

/** Serves requests until asked to close. */
export function serve(
  positions: Positions,
  handlers: { request(id: number, request: Exclude<Request, { type: 'close' }>): void; close(): void },
): void {
  const port = portOf()
  port.on('message', ({ id, request }: { id: number; request: Request }) => {
    if (request.type === 'close') {
      respond(id, () => handlers.close())
      port.close()
    } else handlers.request(id, request)
  })
  send({ type: 'ready', ...positions })
}

function portOf(): NonNullable<typeof parentPort> {
  if (parentPort === null) throw new Error('this file runs as a worker thread')
  return parentPort
}
