import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { SetupDoor } from '../access/setup-door.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { RouteState } from '../decide/route-state.ts'
import type { SensorTrace } from '../decide/sensor-trace.ts'
import type { HealthNow } from '../device-life/read-health.ts'
import type { CommandContext } from '../dispatch/commands.ts'
import type { Device } from '../domain/device.ts'
import type { ForecastStage } from '../forecast/start.ts'
import type { ReplayDesk } from '../replay/desk.ts'
import type { SensorState } from '../snow/fold.ts'
import type { Db } from '../store/database.ts'
import type { Frame, ReadingStore } from '../store/readings/port.ts'
import type { BrokerAddresses } from './device-connection.ts'
import type { HealthReport } from './health.ts'
import type { WebFiles } from './web-files.ts'

/** What the API needs from the other stages; service.ts hands it over. */
export interface ApiDeps {
  readonly db: Db
  readonly readings: ReadingStore
  readonly clock: Clock
  readonly config: Config
  readonly log: Logger
  readonly commands: CommandContext
  /** A sensor's folded state; undefined for a device that measures no snow. */
  sensorState(deviceId: string): Promise<SensorState | undefined>
  /** A sensor's course through a span of time (the end excluded); undefined for a device that measures no snow. */
  sensorTrace(
    device: Device,
    span: { readonly fromMs: number; readonly toMs: number },
  ): Promise<SensorTrace | undefined>
  routeState(routeId: string): Promise<RouteState | undefined>
  /** Calls the listener when the journal has new events; returns how to stop. A lost nudge costs seconds, no event. */
  readonly journal: { subscribe(listener: () => void): () => void }
  health(): Promise<HealthReport>
  readonly version: string
  /** The built web pages; null: there is no build to serve. */
  readonly web: WebFiles | null
  /** Resolves once the frame is on disk, however long that takes; rejects only when the service stops first. */
  accept(frame: Frame): Promise<void>
  /** Closes a device's connection now, because its token is no longer good. */
  disconnectDevice(deviceId: string): void
  deviceHealth(device: Device): Promise<HealthNow>
  /** Something new is asked of a device. */
  downlinkChanged(deviceId: string): void
  readonly replays: Pick<ReplayDesk, 'nudge' | 'cancelled'>
  /** Where the embedded broker listens now; null: this process runs none. */
  brokerAddresses(): BrokerAddresses | null
  /** The door of the first run. */
  readonly setup: SetupDoor
  readonly forecast: Pick<ForecastStage, 'places' | 'weather' | 'status' | 'freshness'>
}

/** The HTTP application, with request types inferred from the schemas. */
export type Api = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>
