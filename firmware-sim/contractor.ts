import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../src/clock.ts'
import type { Level } from '../src/domain/criterion.ts'
import { DEFAULT_HABITS, Foreman, type ForemanStats, type Habits, type OfferNews } from './foreman.ts'
import { refusalOf } from './webhook-signature.ts'

/** One contractor of the simulator. */
export interface ContractorSetup {
  readonly id: string
  /** Path its webhooks arrive at, e.g. `/c1`. */
  readonly path: string
  /** Standard Webhooks secret, `whsec_…`. */
  readonly secret: string
  readonly apiKey: string
  readonly habits?: Partial<Habits>
}

export interface ContractorsOptions {
  readonly contractors: readonly ContractorSetup[]
  /** 0 picks a free port. */
  readonly port: number
  /** Base URL of the service, e.g. `http://127.0.0.1:8080`. */
  readonly api: string
  readonly clock: Clock
  readonly seed: number
  readonly onPlow: (routeId: string, atMs: number) => void
}

export interface ContractorStats extends ForemanStats {
  readonly received: number
  readonly verified: number
  readonly rejected: number
  readonly duplicates: number
}

export interface Contractors {
  /** Where a contractor's webhooks are to be sent. Throws RangeError for an id that was not set up. */
  urlOf(id: string): string
  statsOf(id: string): ContractorStats
  stop(): Promise<void>
}

interface Contractor {
  readonly setup: ContractorSetup
  readonly foreman: Foreman
  readonly seen: Set<string>
  readonly counts: { received: number; verified: number; rejected: number; duplicates: number }
}

const MAX_BODY_BYTES = 1_000_000

/**
 * Starts contractors' systems: an HTTP server on 127.0.0.1 that receives webhooks, each contractor under its own path,
 * and a foreman per contractor who acts on them. Answers 204, 401 for a signature that does not hold, 404 for a path
 * that is nobody's.
 */
export async function startContractors(options: ContractorsOptions): Promise<Contractors> {
  const contractors = options.contractors.map((setup) => createContractor(setup, options))
  const server = createServer((request, response) => {
    void answer(request, response, contractors, options.clock)
  })
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  const find = (id: string): Contractor => {
    const found = contractors.find((it) => it.setup.id === id)
    if (found === undefined) throw new RangeError(`there is no contractor ${id} here`)
    return found
  }
  return {
    urlOf: (id) => `http://127.0.0.1:${port}${find(id).setup.path}`,
    statsOf: (id) => ({ ...find(id).counts, ...find(id).foreman.stats() }),
    stop: async () => {
      for (const it of contractors) it.foreman.stop()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function createContractor(setup: ContractorSetup, options: ContractorsOptions): Contractor {
  const { api, clock, seed, onPlow } = options
  const habits = { ...DEFAULT_HABITS, ...setup.habits }
  return {
    setup,
    foreman: new Foreman({ contractorId: setup.id, apiKey: setup.apiKey, api, clock, seed, habits, onPlow }),
    seen: new Set(),
    counts: { received: 0, verified: 0, rejected: 0, duplicates: 0 },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  contractors: readonly Contractor[],
  clock: Clock,
): Promise<void> {
  using _hold = clock.hold()
  try {
    const contractor = contractors.find((it) => it.setup.path === request.url)
    const body = await readBody(request)
    const status = contractor === undefined || request.method !== 'POST' ? 404 : take(contractor, request, body, clock)
    response.writeHead(status).end()
  } catch {
    response.destroy()
  }
}

/** Judges and takes in one webhook; the status to answer with. */
function take(contractor: Contractor, request: IncomingMessage, body: string, clock: Clock): number {
  const { counts, seen, foreman, setup } = contractor
  counts.received++
  if (refusalOf(setup.secret, request.headers, body, clock) !== undefined) {
    counts.rejected++
    return 401
  }
  counts.verified++
  const id = String(request.headers['webhook-id'])
  if (seen.has(id)) {
    counts.duplicates++
    return 204
  }
  seen.add(id)
  act(foreman, JSON.parse(body))
  return 204
}

function act(foreman: Foreman, event: { readonly type: string; readonly data: Record<string, unknown> }): void {
  const orderId = String(event.data.orderId)
  if (event.type === 'offer.created') foreman.offered(offerOf(event.data))
  if (event.type === 'order.withdrawn' || event.type === 'offer.expired') foreman.withdrawn(orderId)
}

function offerOf(data: Record<string, unknown>): OfferNews {
  const { id, plowMinutes } = data.route as { readonly id: string; readonly plowMinutes: number }
  return {
    offerId: String(data.offerId),
    orderId: String(data.orderId),
    level: data.level as Level,
    route: { id, plowMinutes },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += part.length
    if (bytes > MAX_BODY_BYTES) throw new RangeError('body too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
