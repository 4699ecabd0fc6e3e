import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ImportConfig } from '../config-imports.ts'
import { CSV_SECTIONS, csvTemplate } from '../district/csv-columns.ts'
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { THINGS } from '../problems/texts/parts.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { LANGUAGES } from '../store/users/user-row.ts'
import type { Api, ApiDeps } from './deps.ts'
import { type ImportReport, ImportReportSchema } from './import-report.ts'
import { ImportDesk } from './imports/import-desk.ts'
import { IMPORT_KINDS, type ImportFile, type ImportTask } from './imports/import-task.ts'
import { actorOf, principalOf } from './principal.ts'
import { oneOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** What a file may grow by on its way in JSON: quotes and line breaks escaped, or base64. */
const ENVELOPE_FACTOR = 2
const ENVELOPE_BYTES = 65_536
const ERRORS_OF_IMPORTS = [
  'district-invalid',
  'request-too-large',
  'import-queue-full',
  'import-too-heavy',
  'import-interrupted',
] as const

const ImportBody = record({
  kind: oneOf(IMPORT_KINDS, 'district: the district file as JSON or YAML; csv: the columns tell what it holds.'),
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
  const { db, config, clock, commands, log } = deps
  const { maxBytes } = config.imports
  const desk = new ImportDesk({ db, log, dataDir: config.dataDir, limits: config.imports })
  // before the requests under way are waited for: an import may take a minute
  app.addHook('preClose', () => desk.stop())
  app.post(
    '/api/v1/imports',
    {
      bodyLimit: maxBytes * ENVELOPE_FACTOR + ENVELOPE_BYTES,
      config: { scope: 'imports:write', errors: ERRORS_OF_IMPORTS, claimLeaseMs: longestMs(config.imports) },
      // what reading a long body takes and what comes after it are two short waits for everybody else, not a long one
      preValidation: () => nextTurn(),
      schema: {
        summary: 'Import a file into the own authority: all or nothing; dryRun previews it row by row',
        description:
          'Idempotent by id; nothing is deleted, but a roster or holidays in the file replace what is there. Each section ' +
          'needs the scope of its own calls too where it changes something: devices, contractors, modes, criteria. A dry ' +
          'run answers with the problems of the file; without it they are refused with `district-invalid`. Files are ' +
          'imported one after another, within limits of time and memory; a file beyond them is refused with ' +
          '`import-too-heavy`, and nothing of it is imported.',
        tags: ['imports'],
        body: ImportBody,
        response: { 200: ref(ImportReportSchema) },
      },
    },
    async (request, reply) => {
      await nextTurn()
      const principal = principalOf(request)
      const { dryRun, leaveOut = false } = request.body
      const file = givenFile(request.body, maxBytes)
      const authority = await findAuthority(db, principal.authorityId)
      if (authority === undefined)
        throw new YukibanError('not-found', say('no-thing', { thing: THINGS.authority, id: principal.authorityId }))
      const task: ImportTask = {
        file,
        dryRun,
        leaveOut,
        authority,
        actor: actorOf(principal),
        scopes: principal.scopes,
        criteriaReviewed: config.criteriaReview === 'other',
        webhookAllow: config.webhook.allow,
        nowMs: clock.now(),
      }
      // an import goes on: whoever lost the connection repeats the request and gets its answer
      const json = await desk.run(task, dryRun ? goneOf(reply) : undefined)
      if (!dryRun) commands.nudges.deliver()
      // long reports are written where they are made
      return reply.type('application/json; charset=utf-8').send(json as unknown as ImportReport)
    },
  )
}

/** From the end of a full line to the answer. */
function longestMs({ queue, checkMaxS, writeMaxS }: ImportConfig): number {
  return queue * (checkMaxS + writeMaxS) * SECOND_MS + MINUTE_MS
}

/** Aborted when the connection is closed before it was answered. */
function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
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

/** The file, given in one of two ways. Throws `request-invalid`, `request-too-large`. */
function givenFile({ kind, text, base64 }: Static<typeof ImportBody>, maxBytes: number): ImportFile {
  if ((text === undefined) === (base64 === undefined)) {
    throw invalidRequest([fieldProblem('text', say('text-or-base64'))])
  }
  const bytes = base64 === undefined ? Buffer.byteLength(text ?? '', 'utf8') : Buffer.byteLength(base64, 'base64')
  if (bytes > maxBytes) {
    throw new YukibanError('request-too-large', say('file-too-large', { bytes, most: maxBytes }))
  }
  return base64 === undefined ? { kind, text: text ?? '' } : { kind, base64 }
}
