import { registerAudit } from './audit.ts'
import { registerContractors } from './contractors.ts'
import { registerCriteria } from './criteria.ts'
import { registerDecisions } from './decisions.ts'
import type { Api, ApiDeps } from './deps.ts'
import { registerDeviceCommands } from './device-commands.ts'
import { registerDeviceConfig } from './device-config.ts'
import { registerDeviceHealth } from './device-health.ts'
import { registerDeviceState } from './device-state.ts'
import { registerDevices } from './devices.ts'
import { registerForecasts } from './forecasts.ts'
import { registerOffers } from './offers.ts'
import { registerOrders } from './orders.ts'
import { registerPrediction } from './prediction.ts'
import { registerPublic } from './public.ts'
import { registerQuarantine } from './quarantine.ts'
import { registerReadings } from './readings.ts'
import { registerRollups } from './rollups.ts'
import { registerRoutes } from './routes.ts'
import { registerStream } from './stream.ts'
import { registerUplinks } from './uplinks.ts'

/** Every resource of the API. */
const RESOURCES = [
  registerOrders,
  registerOffers,
  registerDecisions,
  registerRoutes,
  registerForecasts,
  registerDevices,
  registerDeviceHealth,
  registerDeviceState,
  registerPrediction,
  registerDeviceConfig,
  registerDeviceCommands,
  registerReadings,
  registerRollups,
  registerCriteria,
  registerContractors,
  registerQuarantine,
  registerUplinks,
  registerAudit,
  registerStream,
  registerPublic,
] as const satisfies readonly ((app: Api, deps: ApiDeps) => void)[]

export function registerResources(app: Api, deps: ApiDeps): void {
  for (const register of RESOURCES) register(app, deps)
}
