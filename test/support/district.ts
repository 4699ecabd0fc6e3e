import type { Criterion, ThresholdRule } from '../../src/domain/criterion.ts'
import { CRITERION_DEFAULTS, THRESHOLD_DEFAULTS } from '../../src/domain/criterion.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import type { Db } from '../../src/store/database.ts'
import { issueDeviceToken } from '../../src/store/devices/issue-device-token.ts'

export const AUTHORITY = 'town'

export interface SmallDistrict {
  readonly tokens: Readonly<Record<string, string>>
}

/**
 * One authority, one block, routes r1…rN each with a carriageway sensor (`r1-a`, 2,000 mm above ground), contractors c1
 * and c2 on the block's roster in that order.
 */
export async function smallDistrict(
  db: Db,
  options: {
    routes?: number
    webhookUrl?: string | null
    webhookSecret?: string
    mountHeightMm?: number
    intervalS?: number
  } = {},
): Promise<SmallDistrict> {
  await db
    .insertInto('authorities')
    .values({ id: AUTHORITY, name: '試験町', kind: 'municipality', time_zone: 'Asia/Tokyo' })
    .execute()
  await db.insertInto('blocks').values({ id: 'b1', authority_id: AUTHORITY, name: '第一工区' }).execute()
  for (const [index, id] of ['c1', 'c2'].entries()) {
    await db
      .insertInto('contractors')
      .values({
        id,
        authority_id: AUTHORITY,
        name: `除雪 ${id}`,
        webhook_url: options.webhookUrl ?? null,
        webhook_secret: options.webhookSecret ?? 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        webhook_disabled_at: null,
        email: null,
        phone: null,
      })
      .execute()
    await db
      .insertInto('roster')
      .values({
        authority_id: AUTHORITY,
        block_id: 'b1',
        route_id: null,
        contractor_id: id,
        rank: index + 1,
        from_at: null,
        to_at: null,
      })
      .execute()
  }
  const tokens: Record<string, string> = {}
  for (let index = 1; index <= (options.routes ?? 1); index++) {
    const route = `r${index}`
    await db
      .insertInto('routes')
      .values({
        id: route,
        authority_id: AUTHORITY,
        block_id: 'b1',
        name: `試験線 ${index}`,
        road_class: 'local',
        length_m: 1200,
        plow_minutes: 40,
        deadline: '07:00',
        geometry_json: null,
      })
      .execute()
    await db
      .insertInto('devices')
      .values({
        id: `${route}-a`,
        authority_id: AUTHORITY,
        kind: 'ultrasonic',
        route_id: route,
        surface: 'carriageway',
        mount_height_mm: options.mountHeightMm ?? 2000,
        temperature_compensated: 0,
        lat: null,
        lon: null,
        interval_s: options.intervalS ?? 600,
        token_sha256: null,
        created_at: 0,
      })
      .execute()
    tokens[`${route}-a`] = await issueDeviceToken(db, `${route}-a`)
  }
  return { tokens }
}

/** An authority-wide automatic dispatch criterion: 10 cm since the last pass, held for 20 min; `change` overrides. */
export function criterion(
  change: Partial<Omit<Criterion, 'rule'>> & { rule?: Partial<ThresholdRule> } = {},
): Criterion & { readonly rule: ThresholdRule } {
  const { rule, ...rest } = change
  return {
    id: 'dispatch-10',
    authorityId: AUTHORITY,
    version: 1,
    ...CRITERION_DEFAULTS,
    scope: { kind: 'authority' },
    mode: 'automatic',
    level: 'dispatch',
    ...rest,
    rule: { kind: 'threshold', triggerCm: 10, releaseCm: 3, ...THRESHOLD_DEFAULTS, ...rule },
  }
}

export async function addCriterion(db: Db, change: Parameters<typeof criterion>[0] = {}): Promise<Criterion> {
  const { version: _, ...fields } = criterion(change)
  return db.transaction().execute((trx) => saveCriterion(trx, { criterion: fields, actor: 'test', nowMs: 0 }))
}
