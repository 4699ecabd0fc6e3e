import { getJson } from '../../../firmware-sim/api-client.ts'
import { SECOND_MS } from '../../../src/domain/time.ts'
import { freePort } from '../../../test/support/servers.ts'
import { type BootedService, bootService } from '../../ingest/service.ts'
import { TIMEOUT_S } from './endpoints.ts'
import { QUIET_ROUTE, WEBHOOK_ALLOW } from './town.ts'

/** Simulated seconds per real second, where nothing else is said. */
const SPEED = 600

/** One run of the service process on its simulated clock, from boot to end. */
export interface Life {
  readonly startMs: number
  /** By then everything of it ran. */
  readonly upByMs: number
  /** Simulated seconds per real second. */
  readonly speed: number
}

/** The service, killed and started again on the same data and ports, its clock going forward from life to life. */
export class Lives {
  readonly #dataDir: string
  readonly #apiKey: string
  readonly httpPort: number
  readonly mqttPort: number
  readonly lives: Life[] = []
  kills = 0
  #service: BootedService | undefined
  #bootedAtMs = 0
  #speed = SPEED

  private constructor(dataDir: string, apiKey: string, httpPort: number, mqttPort: number) {
    this.#dataDir = dataDir
    this.#apiKey = apiKey
    this.httpPort = httpPort
    this.mqttPort = mqttPort
  }

  /** @param apiKey an officer's. */
  static async create(dataDir: string, apiKey: string): Promise<Lives> {
    return new Lives(dataDir, apiKey, await freePort(), await freePort())
  }

  /** @param startMs where its clock is to begin; later, when that has passed already in the life before. */
  async start(startMs: number, speed = SPEED): Promise<void> {
    const fromMs = Math.ceil(Math.max(startMs, this.latestNowMs() + SECOND_MS))
    this.#bootedAtMs = performance.now()
    this.#speed = speed
    this.#service = await bootService(this.#dataDir, {
      YUKIBAN_HTTP_PORT: String(this.httpPort),
      YUKIBAN_MQTT_PORT: String(this.mqttPort),
      YUKIBAN_SIMULATED_CLOCK: `${new Date(fromMs).toISOString()},${speed}`,
      YUKIBAN_WEBHOOK_ALLOW: WEBHOOK_ALLOW,
      YUKIBAN_WEBHOOK_TIMEOUT_S: String(TIMEOUT_S),
    })
    this.lives.push({ startMs: fromMs, upByMs: await this.#now(), speed })
  }

  get api(): string {
    return `http://127.0.0.1:${this.httpPort}`
  }

  async kill(): Promise<void> {
    this.kills++
    await this.stop('SIGKILL')
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    await this.#service?.process.stop(signal)
    this.#service = undefined
  }

  /** No later than this is it for the service now, or when it ended: its clock may have been held, never hurried. */
  latestNowMs(): number {
    const life = this.lives.at(-1)
    return life === undefined ? Number.NEGATIVE_INFINITY : life.startMs + this.#passedMs()
  }

  /** What time it is for the service. */
  async #now(): Promise<number> {
    const answer = await getJson({ api: this.api, apiKey: this.#apiKey, path: `/api/v1/routes/${QUIET_ROUTE}/state` })
    return Date.parse((answer.body as { readonly at: string }).at)
  }

  #passedMs(): number {
    return (performance.now() - this.#bootedAtMs) * this.#speed
  }
}
