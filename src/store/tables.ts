import type { AccessTables } from './tables/access.ts'
import type { CriteriaTables } from './tables/criteria.ts'
import type { DeliverTables } from './tables/deliver.ts'
import type { DeviceLifeTables } from './tables/device-life.ts'
import type { DispatchTables } from './tables/dispatch.ts'
import type { DistrictTables } from './tables/district.ts'
import type { GovernanceTables } from './tables/governance.ts'
import type { ProgressTables } from './tables/progress.ts'
import type { ReplayTables } from './tables/replays.ts'
import type { WeatherTables } from './tables/weather.ts'

export * from './tables/access.ts'
export * from './tables/criteria.ts'
export * from './tables/deliver.ts'
export * from './tables/device-life.ts'
export * from './tables/dispatch.ts'
export * from './tables/district.ts'
export * from './tables/governance.ts'
export * from './tables/progress.ts'
export * from './tables/replays.ts'
export * from './tables/weather.ts'

/**
 * The control database's tables as rows: times are epoch ms (`*_at`), JSON is text (`*_json`), booleans are 0 / 1.
 * Readings live in their own file behind readings/port.ts.
 */
export interface Database
  extends AccessTables,
    CriteriaTables,
    DeliverTables,
    DeviceLifeTables,
    DispatchTables,
    DistrictTables,
    GovernanceTables,
    ProgressTables,
    ReplayTables,
    WeatherTables {}
