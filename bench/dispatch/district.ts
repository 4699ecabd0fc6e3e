import { randomBytes } from 'node:crypto'
import { checkWebhookUrl } from '../../src/deliver/address-guard.ts'
import { newWebhookSecret } from '../../src/deliver/sign.ts'
import { type Credentials, importDistrict } from '../../src/district/import-district.ts'
import { openDatabase } from '../../src/store/database.ts'
import { MOUNT_MM, RELEASE_CM, routeOf, TRIGGER_CM } from './depths.ts'

/** Where the receiver is; a service elsewhere refuses such addresses. */
export const WEBHOOK_ALLOW = '127.0.0.0/8'
const ROUTES_PER_BLOCK = 50
const SECRET_BYTES = 32

export function deviceIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `dev-${String(index + 1).padStart(5, '0')}`)
}

/** Whose each device's route is. */
export function contractorOfEach(devices: readonly string[]): Record<string, string> {
  return Object.fromEntries(devices.map((it, index) => [it, contractorOf(blockOf(index))]))
}

/** A fresh signing secret for each of them. */
export function newSecrets(contractors: Iterable<string>): Record<string, string> {
  return Object.fromEntries([...contractors].map((it) => [it, newWebhookSecret(randomBytes(SECRET_BYTES))]))
}

/**
 * Puts a town into a fresh data folder: a route to each device, a block to 50 routes with a contractor of its own, and
 * one criterion: called out as soon as the snow reaches the trigger.
 * @returns tokens by device and secrets by contractor.
 */
export async function importTown(dataDir: string, devices: readonly string[], webhook: string): Promise<Credentials> {
  const db = await openDatabase(dataDir)
  let made: Credentials = { devices: {}, webhookSecrets: {} }
  const settings = {
    timeZone: 'Asia/Tokyo',
    checkWebhookUrl: (url: string) => checkWebhookUrl(url, [WEBHOOK_ALLOW]),
    nowMs: Date.now(),
  }
  await importDistrict(db, { input: town(devices, webhook), locate: (field) => field }, settings, (credentials) => {
    made = credentials
  })
  await db.destroy()
  return made
}

function town(devices: readonly string[], webhook: string): object {
  const blocks = [...new Set(devices.map((_, index) => blockOf(index)))]
  return {
    authority: { id: 'bench', name: 'Bench', kind: 'municipality', timeZone: 'Asia/Tokyo' },
    blocks: blocks.map((id) => ({ id, name: id })),
    routes: devices.map((device, index) => ({
      id: routeOf(device),
      name: routeOf(device),
      block: blockOf(index),
      roadClass: 'local',
      lengthM: 1200,
      plowMinutes: 30,
      deadline: '07:00',
    })),
    devices: devices.map((id) => ({
      id,
      kind: 'ultrasonic',
      route: routeOf(id),
      surface: 'carriageway',
      mountHeightMm: MOUNT_MM,
      temperatureCompensated: true,
      intervalS: 600,
    })),
    contractors: blocks.map((block) => ({
      id: contractorOf(block),
      name: contractorOf(block),
      webhookUrl: `${webhook}/${contractorOf(block)}`,
    })),
    roster: blocks.map((block) => ({ block, contractor: contractorOf(block), rank: 1 })),
    criteria: [
      {
        id: 'bench-dispatch',
        scope: 'authority',
        mode: 'automatic',
        level: 'dispatch',
        rule: { kind: 'threshold', measure: 'depth', triggerCm: TRIGGER_CM, releaseCm: RELEASE_CM, sustainMin: 0 },
        respondMin: 60,
      },
    ],
  }
}

function blockOf(deviceIndex: number): string {
  return `block-${Math.floor(deviceIndex / ROUTES_PER_BLOCK)}`
}

function contractorOf(block: string): string {
  return block.replace('block', 'contractor')
}
