import { checkWebhookUrl } from '../../src/deliver/address-guard.ts'
import type { ImportOptions } from '../../src/district/import-district.ts'
import type { RawDistrict } from '../../src/district/raw-district.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { tempDir } from '../support/temp-dir.ts'

/** A whole small district file, fresh each time so that tests may spoil it. */
export function sample() {
  return {
    authority: { id: 'kita', name: '北市', kind: 'municipality', timeZone: 'Asia/Tokyo' } as Record<string, unknown>,
    blocks: [
      { id: 'B1', name: '第一工区' },
      { id: 'B2', name: '第二工区' },
    ] as Record<string, unknown>[],
    routes: [
      {
        id: 'R1',
        name: '駅前線',
        block: 'B1',
        roadClass: 'bus',
        lengthM: 2400,
        plowMinutes: 45,
        deadline: '06:00',
        geometry: {
          type: 'LineString',
          coordinates: [
            [140.74, 40.82],
            [140.75, 40.83],
          ],
        },
      },
      { id: 'R2', name: '住宅線', block: 'B2', roadClass: 'residential', lengthM: 900, plowMinutes: 30 },
    ] as Record<string, unknown>[],
    devices: [
      { id: 'D1', kind: 'ultrasonic', route: 'R1', mountHeightMm: 2500, lat: 40.82, lon: 140.74, intervalS: 300 },
      { id: 'D2', route: 'R2', measures: 'depth', surface: 'roadside' },
      { id: 'D3', kind: 'camera', route: 'R1' },
    ] as Record<string, unknown>[],
    contractors: [
      {
        id: 'C1',
        name: '甲建設',
        webhookUrl: 'https://kou.example/hook',
        email: 'a@kou.example',
        phone: '017-000-0000',
      },
      { id: 'C2', name: '乙組' },
    ] as Record<string, unknown>[],
    roster: [
      { block: 'B1', contractor: 'C1', rank: 1, from: '2026-11-15', to: '2027-03-31' },
      { block: 'B1', contractor: 'C2', rank: 2 },
      { route: 'R2', contractor: 'C2', rank: 1 },
    ] as Record<string, unknown>[],
    criteria: [
      {
        id: 'bus-5',
        scope: 'road-class:bus',
        mode: 'automatic',
        level: 'dispatch',
        rule: { kind: 'threshold', triggerCm: 5 },
      },
      {
        id: 'all-10',
        scope: { kind: 'authority' },
        mode: 'support',
        level: 'dispatch',
        rule: { kind: 'threshold', measure: 'new-snow', triggerCm: 10, vote: 2 },
      },
    ] as Record<string, unknown>[],
  }
}

/** A file's content as if read from JSON. */
export function raw(input: unknown): RawDistrict {
  return { input, locate: (field) => field }
}

export const OPTIONS: ImportOptions = {
  timeZone: 'Asia/Tokyo',
  checkWebhookUrl: (url) => checkWebhookUrl(url, []),
  nowMs: 1_000,
}

/** Runs `work` on a fresh control database. */
export async function withDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(tempDir())
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}
