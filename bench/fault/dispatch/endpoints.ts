import type { IncomingMessage, ServerResponse } from 'node:http'
import { refusalOf } from '../../../firmware-sim/webhook-signature.ts'
import { SimulatedClock } from '../../../src/clock.ts'
import { SECOND_MS } from '../../../src/domain/time.ts'
import { LocalServer, textOf } from '../../local-server.ts'
import type { Fault, Ledger } from './ledger.ts'

/** The service gives a webhook this long; all below is measured by it. */
export const TIMEOUT_S = 1
const LATE_MS = [100, 600] as const
const AFTER_TIMEOUT_MS = TIMEOUT_S * SECOND_MS + 400

/** How a contractor's endpoint is doing. */
export type Mood = 'well' | 'flaky' | 'down' | 'gone'

/** What a flaky endpoint does, with its share; what is left over is a proper answer. */
const FLAKY: readonly (readonly [Fault, number])[] = [
  ['status_500', 0.2],
  ['status_302', 0.12],
  ['answered_late', 0.12],
  ['answered_after_timeout', 0.05],
  ['timed_out', 0.05],
  ['crashed_before', 0.1],
  ['crashed_after', 0.1],
]

export interface EndpointsOptions {
  readonly ledger: Ledger
  /** By contractor. */
  readonly secrets: Readonly<Record<string, string>>
  readonly random: () => number
  /** A webhook was taken in for the first time. */
  readonly onEvent: (contractor: string, event: WebhookEvent) => void
}

export interface WebhookEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The contractors' systems: real HTTP servers' worth of faults on one port, a path to each contractor. */
export class Endpoints {
  readonly #options: EndpointsOptions
  readonly server: LocalServer
  readonly #moods = new Map<string, Mood>()

  constructor(options: EndpointsOptions) {
    this.#options = options
    this.server = new LocalServer((request, response) => {
      void this.#answer(request, response).catch(() => response.destroy())
    })
  }

  setMood(contractor: string, mood: Mood): void {
    this.#moods.set(contractor, mood)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const contractor = (request.url ?? '').slice(1)
    const body = await textOf(request)
    const fault = this.#fault(contractor)
    if (fault !== undefined) this.#options.ledger.faults[fault]++
    switch (fault) {
      case undefined:
        return end(response, this.#take(contractor, request, body))
      case 'status_500':
        return end(response, 500)
      case 'status_302':
        response.setHeader('location', '/elsewhere')
        return end(response, 302)
      case 'status_410':
        return end(response, 410)
      case 'crashed_before':
        response.destroy()
        return
      case 'crashed_after':
        this.#take(contractor, request, body)
        response.destroy()
        return
      case 'timed_out':
        await wait(AFTER_TIMEOUT_MS)
        response.destroy()
        return
      case 'answered_late': {
        const status = this.#take(contractor, request, body)
        await wait(LATE_MS[0] + this.#options.random() * (LATE_MS[1] - LATE_MS[0]))
        return end(response, status)
      }
      case 'answered_after_timeout': {
        const status = this.#take(contractor, request, body)
        await wait(AFTER_TIMEOUT_MS)
        return end(response, status)
      }
    }
  }

  #fault(contractor: string): Fault | undefined {
    const mood = this.#moods.get(contractor) ?? 'well'
    if (mood === 'well') return undefined
    if (mood === 'gone') return 'status_410'
    if (mood === 'down') return 'crashed_before'
    let left = this.#options.random()
    for (const [fault, share] of FLAKY) {
      left -= share
      if (left < 0) return fault
    }
    return undefined
  }

  /** Verifies, notes and passes on. @returns the status to answer with. */
  #take(contractor: string, request: IncomingMessage, body: string): number {
    const { ledger, secrets, onEvent } = this.#options
    const why = this.#refusal(secrets[contractor], request, body)
    if (why !== undefined) {
      ledger.problems.push(`a webhook to ${contractor} was refused: ${why}`)
      return 401
    }
    const first = ledger.take(contractor, String(request.headers['webhook-id']), body)
    if (first) onEvent(contractor, JSON.parse(body) as WebhookEvent)
    return 204
  }

  /** The service's time is simulated: the signature is held against the time it names itself. */
  #refusal(secret: string | undefined, request: IncomingMessage, body: string): string | undefined {
    if (secret === undefined) return 'there is no such contractor'
    const clock = new SimulatedClock(Number(request.headers['webhook-timestamp']) * SECOND_MS, 1)
    clock.stop()
    return refusalOf(secret, request.headers, body, clock)
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
