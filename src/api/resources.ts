import { registerAudit } from './audit.ts'
import { registerBoard } from './board.ts'
import { registerCallOuts } from './call-outs.ts'
import { registerCityModes } from './city-modes.ts'
import { registerContactPoints } from './contact-points.ts'
import { registerContractors } from './contractors.ts'
import { registerCrewWork } from './crew-work.ts'
import { registerCriteria } from './criteria.ts'
import { registerCriteriaCheck } from './criteria-check.ts'
import { registerCriteriaCoverage } from './criteria-coverage.ts'
import { registerCriteriaDrafts } from './criteria-drafts.ts'
import { registerCriteriaTemplates } from './criteria-templates.ts'
import { registerDecisions } from './decisions.ts'
import { registerDeliveries } from './deliveries.ts'
import type { Api, ApiDeps } from './deps.ts'
import { registerDeviceCommands } from './device-commands.ts'
import { registerDeviceConfig } from './device-config.ts'
import { registerDeviceConnection } from './device-connection.ts'
import { registerDeviceHealth } from './device-health.ts'
import { registerDeviceState } from './device-state.ts'
import { registerDevices } from './devices.ts'
import { registerFleet } from './fleet.ts'
import { registerFleetCsv } from './fleet-csv.ts'
import { registerForecasts } from './forecasts.ts'
import { registerHolidays } from './holidays.ts'
import { registerImports } from './imports.ts'
import { registerLinks } from './links.ts'
import { registerMap } from './map.ts'
import { registerOfferRecords } from './offer-records.ts'
import { registerOffers } from './offers.ts'
import { registerOrders } from './orders.ts'
import { registerPrediction } from './prediction.ts'
import { registerPublic } from './public.ts'
import { registerPushSubscriptions } from './push-subscriptions.ts'
import { registerQuarantine } from './quarantine.ts'
import { registerReadings } from './readings.ts'
import { registerReplays } from './replays.ts'
import { registerRollups } from './rollups.ts'
import { registerRosters } from './rosters.ts'
import { registerRoutes } from './routes.ts'
import { registerSeries } from './series.ts'
import { registerSessions } from './sessions.ts'
import { registerSetup } from './setup.ts'
import { registerSilences } from './silences.ts'
import { registerStream } from './stream.ts'
import { registerUplinks } from './uplinks.ts'
import { registerUsers } from './users.ts'
import { registerWebPages } from './web-pages.ts'

/** Every resource of the API. */
const RESOURCES = [
  registerBoard,
  registerOrders,
  registerOffers,
  registerOfferRecords,
  registerCallOuts,
  registerCrewWork,
  registerDecisions,
  registerRoutes,
  registerMap,
  registerForecasts,
  registerDevices,
  registerDeviceConnection,
  registerFleet,
  registerFleetCsv,
  registerDeviceHealth,
  registerDeviceState,
  registerPrediction,
  registerDeviceConfig,
  registerDeviceCommands,
  registerReadings,
  registerRollups,
  registerSeries,
  registerCriteria,
  registerCriteriaDrafts,
  registerCriteriaCheck,
  registerCriteriaCoverage,
  registerCriteriaTemplates,
  registerCityModes,
  registerSilences,
  registerDeliveries,
  registerContractors,
  registerContactPoints,
  registerPushSubscriptions,
  registerRosters,
  registerHolidays,
  registerReplays,
  registerQuarantine,
  registerUplinks,
  registerAudit,
  registerStream,
  registerLinks,
  registerPublic,
  registerSessions,
  registerSetup,
  registerImports,
  registerUsers,
  registerWebPages,
] as const satisfies readonly ((app: Api, deps: ApiDeps) => void)[]

/** Adds every route of the API, and the built pages. */
export function registerResources(app: Api, deps: ApiDeps): void {
  for (const register of RESOURCES) register(app, deps)
}
