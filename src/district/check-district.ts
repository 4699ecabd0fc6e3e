import type { Device } from '../domain/device.ts'
import type { Authority, Block, Contractor, Route } from '../domain/route.ts'
import { schemaProblems } from '../domain/schema-problems.ts'
import { isTimeZone } from '../domain/time.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import type { RosterEntry } from '../store/roster/upsert-roster.ts'
import { checkContractor } from './check-contractor.ts'
import { checkCriteria, checkModes, referredCriterion, referredMode } from './check-criteria.ts'
import { checkDevice } from './check-device.ts'
import { type DevEuiHolder, devEuiProblems } from './check-encoding.ts'
import { checkHolidays } from './check-holidays.ts'
import { checkKana } from './check-kana.ts'
import { checkRoster } from './check-roster.ts'
import { checkRoute } from './check-route.ts'
import type { District, IdSection } from './district.ts'
import {
  type AuthorityInput,
  AuthoritySchema,
  type BlockInput,
  BlockSchema,
  ContractorSchema,
  DeviceSchema,
  DistrictSchema,
  RosterRowSchema,
  RouteSchema,
} from './district-schema.ts'
import { type Refer, referenceChecker } from './references.ts'
import { checkRows, idOf, type Section } from './rows.ts'

export interface CheckContext {
  /** Serves files that name no authority. */
  readonly authority?: Authority
  /** Zone of an authority that names none. */
  readonly timeZone: string
  /** Ids the authority already has: rows may refer to them. */
  readonly known: Readonly<Record<IdSection, ReadonlySet<string>>>
  /** Ids of other authorities: rows may not take them. Id → authority. */
  readonly foreign: Readonly<Record<IdSection, ReadonlyMap<string, string>>>
  /** Devices of all authorities by DevEUI. */
  readonly devEuis: ReadonlyMap<string, DevEuiHolder>
  readonly checkWebhookUrl: (url: string) => SpokenProblem | undefined
}

interface Shape {
  readonly authority?: unknown
  readonly blocks?: readonly unknown[]
  readonly routes?: readonly unknown[]
  readonly devices?: readonly unknown[]
  readonly contractors?: readonly unknown[]
  readonly roster?: readonly unknown[]
  readonly holidays?: readonly unknown[]
  readonly modes?: readonly unknown[]
  readonly criteria?: readonly unknown[]
}

/** The district a file describes, or everything wrong with it, each problem at its path. */
export function checkDistrict(input: unknown, context: CheckContext): District | SpokenProblem[] {
  const outermost = schemaProblems(DistrictSchema, input)
  if (outermost.some((it) => it.field === '')) return outermost
  const shape = wellFormedSections(input as Record<string, unknown>)
  const authority = checkAuthority(shape.authority, context)
  const problems = [...outermost, ...authority.problems]
  const sections = checkSections(shape, authority.value, context, problems)
  return problems.length > 0 ? problems : { authority: authority.value, ...sections }
}

/** The sections that are lists, so that a fault in one does not hide those of the others. */
function wellFormedSections(input: Record<string, unknown>): Shape {
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => (name === 'authority' ? value !== null : Array.isArray(value))),
  )
}

function checkSections(
  shape: Shape,
  authority: Authority,
  context: CheckContext,
  problems: SpokenProblem[],
): Omit<District, 'authority'> {
  const blocks = checkRows<BlockInput>(BlockSchema, 'blocks', shape.blocks ?? [])
  const routes = checkRows<Parameters<typeof checkRoute>[0]['value']>(RouteSchema, 'routes', shape.routes ?? [])
  const contractors = checkRows<Parameters<typeof checkContractor>[0]['value']>(
    ContractorSchema,
    'contractors',
    shape.contractors ?? [],
  )
  const devices = checkRows<Parameters<typeof checkDevice>[0]['value']>(DeviceSchema, 'devices', shape.devices ?? [])
  const modes = checkModes(shape.modes ?? [])
  const criteria = checkCriteria(shape.criteria ?? [])
  const sections = { blocks, routes, devices, contractors, modes, criteria }
  for (const [name, section] of Object.entries(sections) as [IdSection, Section<unknown>][]) {
    // a file may have more problems than a call takes arguments
    for (const it of section.problems) problems.push(it)
    for (const it of foreignProblems(name, section, context)) problems.push(it)
  }
  for (const it of devEuiProblems(devices.rows, devices.ids, authority.id, context.devEuis)) problems.push(it)
  const has = (name: IdSection, id: string) => sections[name].ids.has(id) || context.known[name].has(id)
  const refer = referenceChecker(has, problems)
  return {
    blocks: blocks.rows.map(({ path, value }): Block => {
      const { id, name } = value
      return { id, authorityId: authority.id, name, nameKana: checkKana(value, path, problems) }
    }),
    routes: routes.rows.map((row): Route => checkRoute(row, authority, refer, problems)),
    devices: devices.rows.map((row): Device => checkDevice(row, authority, refer, problems)),
    contractors: contractors.rows.map(
      (row): Contractor => checkContractor(row, authority, context.checkWebhookUrl, problems),
    ),
    roster: shape.roster === undefined ? null : rosterOf(shape.roster, authority, refer, problems),
    holidays: shape.holidays === undefined ? null : checkHolidays(shape.holidays, problems),
    modes: modes.rows.map((row) => referredMode(row, authority.id, refer)),
    criteria: criteria.rows.map((row) => referredCriterion(row, refer)),
  }
}

function checkAuthority(input: unknown, context: CheckContext): { value: Authority; problems: SpokenProblem[] } {
  const missing: Authority = { id: '', name: '', kind: 'municipality', timeZone: context.timeZone }
  if (input === undefined) {
    if (context.authority !== undefined) return { value: context.authority, problems: [] }
    return { value: missing, problems: [fieldProblem('authority', say('authority-missing'))] }
  }
  const problems = schemaProblems(AuthoritySchema, input, 'authority')
  if (problems.length > 0) return { value: missing, problems }
  const { id, name, kind, timeZone } = input as AuthorityInput
  if (timeZone !== undefined && timeZone !== null && !isTimeZone(timeZone)) {
    return { value: missing, problems: [fieldProblem('authority.timeZone', say('not-a-time-zone'), timeZone)] }
  }
  return { value: { id, name, kind: kind ?? 'municipality', timeZone: timeZone ?? context.timeZone }, problems }
}

function foreignProblems(name: IdSection, section: Section<unknown>, context: CheckContext): SpokenProblem[] {
  const problems: SpokenProblem[] = []
  for (const { path, value } of section.rows) {
    const id = idOf(value)
    const owner = id === undefined ? undefined : context.foreign[name].get(id)
    if (id !== undefined && owner !== undefined) {
      // whose it is, is told to who runs the service and to nobody else
      const message = `belongs to the authority ${owner}; ids are unique across authorities, choose another`
      problems.push({ ...fieldProblem(`${path}.id`, say('id-taken'), id), message })
    }
  }
  return problems
}

function rosterOf(
  input: readonly unknown[],
  authority: Authority,
  refer: Refer,
  problems: SpokenProblem[],
): RosterEntry[] {
  const section = checkRows<Parameters<typeof checkRoster>[0][number]['value']>(RosterRowSchema, 'roster', input)
  for (const it of section.problems) problems.push(it)
  return checkRoster(section.rows, authority.timeZone, refer, problems)
}
