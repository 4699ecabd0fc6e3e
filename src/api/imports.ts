import { Type } from 'typebox'
import { checkWebhookUrl } from '../deliver/address-guard.ts'
import { CSV_SECTIONS, csvTemplate } from '../district/csv-columns.ts'
import { type ImportRequest, importIntoAuthority, type Touched } from '../district/import-plan.ts'
import { invalid, type RawDistrict } from '../district/raw-district.ts'
import { readCsvFile, readDistrictFile, readGeoJsonFile } from '../district/read-file.ts'
import type { Scope } from '../domain/role.ts'
import { YukibanError } from '../errors.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { LANGUAGES } from '../store/users/user-row.ts'
import type { Api, ApiDeps } from './deps.ts'
import { ImportReportSchema, importReport, refusedProblems, UNREAD, unreadableReport } from './import-report.ts'
import { actorOf, type Principal, principalOf } from './principal.ts'
import { oneOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

const KINDS = ['district', 'routes-geojson', 'csv', 'routes-csv', 'devices-csv', 'contractors-csv'] as const
type Kind = (typeof KINDS)[number]

/** What a file may grow by on its way in JSON: quotes and line breaks escaped, or base64. */
const ENVELOPE_FACTOR = 2
const ENVELOPE_BYTES = 65_536
/** YAML is read slowly, and nothing else is done meanwhile: large districts come as JSON or CSV. */
const MAX_YAML_BYTES = 1_048_576
/** `[` and `{`, with which JSON begins after blanks. */
const JSON_BEGINS = /^\s*[[{]/
const LOOKED_AT_BYTES = 256

/** Whoever may import may change roads; for the rest the scope of its own calls is needed too. */
const NEEDS: Readonly<Record<Touched, Scope>> = {
  authority: 'users:write',
  blocks: 'imports:write',
  routes: 'imports:write',
  devices: 'devices:write',
  contractors: 'contractors:write',
  roster: 'roster:write',
  holidays: 'roster:write',
  modes: 'modes:write',
  criteria: 'criteria:write',
}

const ImportBody = record({
  kind: oneOf(KINDS, 'district: the district file as JSON or YAML; csv: the columns tell what it holds.'),
  text: Type.Optional(Type.String({ description: 'The file as text …' })),
  base64: Type.Optional(Type.String({ description: '… or its bytes: CSV may be UTF-8 or Shift_JIS.' })),
  dryRun: Type.Boolean({ description: 'Tell what would change and write nothing.' }),
  leaveOut: Type.Optional(
    Type.Boolean({ description: 'Leave out rows with problems and import the rest; else one problem keeps all out.' }),
  ),
})

/** Imports of districts, routes, devices and contractors, with a preview that names every row. */
export function registerImports(app: Api, deps: ApiDeps): void {
  app.addSchema(ImportReportSchema)
  registerImport(app, deps)
  for (const section of CSV_SECTIONS) registerTemplate(app, section)
}

function registerImport(app: Api, deps: ApiDeps): void {
  const { db, config, clock, commands } = deps
  app.post(
    '/api/v1/imports',
    {
      bodyLimit: config.http.importMaxBytes * ENVELOPE_FACTOR + ENVELOPE_BYTES,
      config: { scope: 'imports:write', errors: ['district-invalid', 'request-too-large'] },
      schema: {
        summary: 'Import a file into the own authority: all or nothing; dryRun previews it row by row',
        description:
          'Idempotent by id; nothing is deleted, but a roster or holidays in the file replace what is there. Each section ' +
          'needs the scope of its own calls too where it changes something: devices, contractors, modes, criteria. A dry ' +
          'run answers with the problems of the file; without it they are refused with `district-invalid`.',
        tags: ['imports'],
        body: ImportBody,
        response: { 200: ref(ImportReportSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { kind, dryRun, leaveOut = false } = request.body
      const bytes = fileBytes(request.body, config.http.importMaxBytes)
      const read = readFile(kind, bytes)
      if (read instanceof YukibanError) {
        if (dryRun) return unreadableReport(read.problems)
        const placed = read.problems.map((problem) => ({ place: null, problem }))
        throw invalid(refusedProblems(UNREAD, placed), read.problems.length)
      }
      const authority = await findAuthority(db, principal.authorityId)
      if (authority === undefined) throw new YukibanError('not-found', `no authority ${principal.authorityId}`)
      const settings: ImportRequest = {
        raw: read,
        authority,
        actor: actorOf(principal),
        refusal: (section) => refusalFor(principal, section, config.criteriaReview === 'other'),
        leaveOut,
        dryRun,
        checkWebhookUrl: (url) => checkWebhookUrl(url, config.webhook.allow),
        nowMs: clock.now(),
      }
      const result = await importIntoAuthority(db, settings)
      if (!dryRun && result.credentials === null) {
        throw invalid(refusedProblems(read, result.problems), result.problems.length)
      }
      if (!dryRun) commands.nudges.deliver()
      return importReport(read, result, dryRun)
    },
  )
}

function registerTemplate(app: Api, section: (typeof CSV_SECTIONS)[number]): void {
  app.get(
    `/api/v1/imports/templates/${section}.csv`,
    {
      config: { scope: 'imports:write' },
      schema: {
        summary: `A CSV file of ${section} to begin with: headings and an example row`,
        tags: ['imports'],
        querystring: record({ language: Type.Optional(oneOf(LANGUAGES, 'Of the headings; default ja.')) }),
        response: { 200: Type.String({ description: 'UTF-8 with byte-order mark, as Excel opens it.' }) },
      },
    },
    async (request, reply) => {
      const { language = 'ja' } = request.query
      reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${section}.csv"`)
      return csvTemplate(section, language)
    },
  )
}

/** The file's bytes, given in one of two ways. Throws `request-invalid`, `request-too-large`. */
function fileBytes(body: { readonly text?: string; readonly base64?: string }, maxBytes: number): Uint8Array {
  const { text, base64 } = body
  if ((text === undefined) === (base64 === undefined)) {
    throw invalidRequest([{ field: 'text', message: 'must be given, or base64 instead; not both' }])
  }
  if (base64 !== undefined && !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw invalidRequest([{ field: 'base64', message: 'must be base64 as in RFC 4648' }])
  }
  const bytes = base64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64')
  if (bytes.length <= maxBytes) return bytes
  throw new YukibanError('request-too-large', `the file has ${bytes.length} bytes; at most ${maxBytes} are taken`)
}

/** The file's content, or the error that says why there is none. */
function readFile(kind: Kind, bytes: Uint8Array): RawDistrict | YukibanError {
  try {
    if (kind === 'district') {
      refuseLongYaml(bytes)
      return readDistrictFile(bytes, 'district')
    }
    if (kind === 'routes-geojson') return readGeoJsonFile(bytes)
    const section = CSV_SECTIONS.find((it) => kind === `${it}-csv`)
    return readCsvFile(bytes, section)
  } catch (error) {
    if (error instanceof YukibanError) return error
    throw error
  }
}

function refuseLongYaml(bytes: Uint8Array): void {
  const start = new TextDecoder().decode(bytes.subarray(0, LOOKED_AT_BYTES))
  if (bytes.length <= MAX_YAML_BYTES || JSON_BEGINS.test(start)) return
  const message = `has ${bytes.length} bytes of YAML; at most ${MAX_YAML_BYTES} are read, JSON may be longer`
  throw invalid([{ field: 'file', message }])
}

function refusalFor(principal: Principal, section: Touched, reviewed: boolean): string | undefined {
  const scope = NEEDS[section]
  if (!principal.scopes.has(scope)) return `needs the scope ${scope}, which you do not have`
  return section === 'criteria' && reviewed
    ? 'is not published outright: write a draft and have it reviewed'
    : undefined
}
