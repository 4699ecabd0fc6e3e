import { readdirSync, readFileSync } from 'node:fs'
import type { DashboardFile } from './grafana-schema.ts'

const FOLDER = new URL('../../dashboards/grafana/', import.meta.url)

/** Names of the dashboards' files. */
export const files = readdirSync(new URL('dashboards/', FOLDER))

/** The text of a file below `dashboards/grafana/`. */
export function textOf(path: string): string {
  return readFileSync(new URL(path, FOLDER), 'utf8')
}

/** The dashboards; grafana.test.ts holds them against the type. */
export const dashboards = files.map((name) => JSON.parse(textOf(`dashboards/${name}`)) as DashboardFile)

/** Every panel with its dashboard. */
export const panels = dashboards.flatMap((dashboard) => dashboard.panels.map((panel) => ({ dashboard, panel })))
