import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkWebhookUrl } from '../../src/deliver/address-guard.ts'
import { type Credentials, importDistrict } from '../../src/district/import-district.ts'
import type { RawDistrict } from '../../src/district/raw-district.ts'
import { readDistrictFile } from '../../src/district/read-file.ts'
import type { Authority, Contractor, Route } from '../../src/domain/route.ts'
import { type Place, placeOf, placeOfRoute } from '../../src/forecast/cells.ts'
import type { Service } from '../../src/service.ts'
import { listAuthorities } from '../../src/store/authorities/list-authorities.ts'
import { listContractors } from '../../src/store/contractors/list-contractors.ts'
import { listRoutes } from '../../src/store/routes/list-routes.ts'
import { readDistrict } from '../cli/files.ts'
import type { Contractors } from '../contractor.ts'
import type { FleetDevice } from '../sampler.ts'

/** Who and where, for whoever tells the story. */
export interface Places {
  readonly authority: Authority
  /** Block by block. */
  readonly routes: readonly Route[]
  readonly contractors: readonly Contractor[]
}

/** Where the simulated contractors are; a service elsewhere refuses such addresses. */
export const WEBHOOK_ALLOW = '127.0.0.0/8'

const DISTRICT = example('district.json')

/** Path of a file in `examples/`. */
export function example(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
}

/** Imports the example district; returns the tokens and secrets made for it. */
export function importExample(service: Service): Promise<Credentials> {
  return importRaw(service, readExample())
}

/** Imports it once more, each contractor's webhooks now going to the simulator. */
export async function connectContractors(service: Service, contractors: Contractors): Promise<void> {
  const district = readExample()
  const input = district.input as { readonly contractors: readonly { readonly id: string }[] }
  const reachable = input.contractors.map((it) => ({ ...it, webhookUrl: contractors.urlOf(it.id) }))
  await importRaw(service, { ...district, input: { ...input, contractors: reachable } })
}

/** Everywhere in the example district whose weather is asked for: at its sensors and half-way along its routes. */
export function examplePlaces(): Place[] {
  const { routes, devices } = readExample().input as {
    readonly routes: readonly Pick<Route, 'geometry'>[]
    readonly devices: readonly Place[]
  }
  const places = [...routes.map((it) => placeOfRoute(it.geometry, [])), ...devices.map(placeOf)]
  return places.filter((it) => it !== undefined)
}

/** The places as the service has them. */
export async function placesOf({ db }: Service): Promise<Places> {
  const [authority] = await listAuthorities(db)
  if (authority === undefined) throw new RangeError(`${DISTRICT} names no authority`)
  const routes = await listRoutes(db, { authorityId: authority.id, limit: Number.MAX_SAFE_INTEGER })
  const byBlock = routes.toSorted((a, b) => (a.blockId === b.blockId ? 0 : a.blockId < b.blockId ? -1 : 1))
  return { authority, routes: byBlock, contractors: await listContractors(db, { authorityId: authority.id }) }
}

/** The district's sensors, with their tokens. */
export function fleetDevices({ devices }: Credentials): FleetDevice[] {
  return [...readDistrict(DISTRICT).values()].map((it) => ({ ...it, token: devices[it.id] ?? '' }))
}

function readExample(): RawDistrict {
  return readDistrictFile(readFileSync(DISTRICT), DISTRICT)
}

async function importRaw({ db, clock }: Service, district: RawDistrict): Promise<Credentials> {
  let made: Credentials = { devices: {}, webhookSecrets: {} }
  const settings = {
    timeZone: 'Asia/Tokyo',
    checkWebhookUrl: (url: string) => checkWebhookUrl(url, [WEBHOOK_ALLOW]),
    nowMs: clock.now(),
  }
  await importDistrict(db, district, settings, (credentials) => {
    made = credentials
  })
  return made
}
