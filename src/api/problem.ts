import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { ERRORS, type ErrorCode, type FieldProblem, YukibanError } from '../errors.ts'
import { ERROR_WORDS_JA } from '../problems/error-words.ts'
import { isSpoken, remedyOf, type Saying, type SpokenProblem, say, textOf } from '../problems/say.ts'
import type { Language } from '../problems/words.ts'
import type { Api } from './deps.ts'
import { record } from './schema.ts'

/** Errors as RFC 9457 problem details. */

export const PROBLEM_TYPE = 'application/problem+json'

export const FieldProblemSchema = record({
  field: Type.String({ description: 'Path of the field, e.g. `rule.triggerCm`.' }),
  value: Type.Optional(Type.String({ description: 'What was given, shortened.' })),
  message: Type.String(),
  code: Type.Optional(Type.String({ description: 'Which rule it breaks. Stable, never reused.' })),
  remedy: Type.Optional(Type.String({ description: 'What to do about it.' })),
})

export const ProblemSchema = record(
  {
    type: Type.String({ description: 'Relative reference `/errors/<code>`; a GET explains it.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened, in a sentence.' }),
    code: Type.String({ description: 'Stable, never reused.' }),
    reason: Type.Optional(Type.String({ description: 'Which case of the code it is. Stable, never reused.' })),
    remedy: Type.String({ description: 'What to do about it.' }),
    instance: Type.String({ description: 'Id of this request; the log has the same.' }),
    problems: Type.Optional(Type.Array(FieldProblemSchema)),
  },
  { $id: 'Problem', description: 'RFC 9457 problem details.' },
)
export type Problem = Static<typeof ProblemSchema>

/** Seconds to wait before trying again, carried by `too-many-requests`. */
export class ThrottledError extends YukibanError {
  constructor(says: Saying, retryAfterS: number) {
    super('too-many-requests', says, { retryAfterS })
  }
}

/** The problem document of an error. Nothing of an unexpected error but its code leaves the service. */
export function problemOf(error: YukibanError, requestId: string, language: Language): Problem {
  const { status } = error.kind
  const { title, remedy } = language === 'ja' ? ERROR_WORDS_JA[error.code] : error.kind
  const detail = error.code === 'internal' ? internalDetail(title, requestId, language) : detailOf(error, language)
  const problem: Problem = {
    type: `/errors/${error.code}`,
    title,
    status,
    detail,
    code: error.code,
    ...(error.says === null ? {} : { reason: error.says.code }),
    remedy,
    instance: requestId,
  }
  if (error.problems.length > 0) problem.problems = error.problems.map((it) => fieldView(it, language))
  return problem
}

function internalDetail(title: string, requestId: string, language: Language): string {
  return language === 'ja' ? `${title}（番号 ${requestId}）。` : `${title}. Request ${requestId}.`
}

/** What is for those who run the service has no Japanese: they find it in the log, and the reader the title. */
function detailOf({ says, message, code }: YukibanError, language: Language): string {
  if (says !== null) return textOf(says, language)
  return language === 'ja' ? `${ERROR_WORDS_JA[code].title}。` : message
}

function fieldView(problem: FieldProblem | SpokenProblem, language: Language): Static<typeof FieldProblemSchema> {
  if (!isSpoken(problem)) return { ...problem }
  const { field, value, says } = problem
  const told = { message: textOf(says, language), code: says.code, remedy: remedyOf(says)[language] }
  return { field, ...(value === undefined ? {} : { value }), ...told }
}

/** English unless Japanese is asked for before it: what programs log today stays as it is. */
export function languageAsked(header: string | undefined): Language {
  const first = /\b(ja|en)\b/i.exec(header ?? '')?.[1]
  return first?.toLowerCase() === 'ja' ? 'ja' : 'en'
}

/** Sends an error; whatever is not a YukibanError is translated first. */
export function sendProblem(error: YukibanError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.retryAfterS !== undefined) reply.header('retry-after', error.retryAfterS)
  if (error.kind.status === 401) reply.header('www-authenticate', 'Bearer realm="yukiban"')
  const language = languageAsked(request.headers['accept-language'])
  return reply
    .code(error.kind.status)
    .serializer((body: unknown) => JSON.stringify(body))
    .header('cache-control', 'no-store')
    .header('content-language', language)
    .header('vary', 'accept-language')
    .type(PROBLEM_TYPE)
    .send(problemOf(error, request.id, language))
}

/** Installs the error and not-found handlers. */
export function registerProblems(app: Api): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const known = toYukibanError(error)
    if (known.kind.status >= 500) request.log.error({ err: error }, 'request failed')
    return sendProblem(known, request, reply)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]
    return sendProblem(
      new YukibanError('not-found', say('no-call-here', { method: request.method, path: path ?? '' })),
      request,
      reply,
    )
  })
}

/** Registers `GET /errors/{code}`, the page that a problem's `type` points to. */
export function registerErrorPages(app: Api): void {
  const Explanation = record({
    code: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    remedy: Type.String(),
    retryable: Type.Boolean({ description: 'The same call may succeed later unchanged.' }),
  })
  app.get(
    '/errors/:code',
    {
      config: { public: true },
      schema: {
        summary: 'Explain an error code',
        tags: ['service'],
        params: record({ code: Type.String({ minLength: 1, maxLength: 64 }) }),
        response: { 200: Explanation },
      },
    },
    async (request) => {
      const { code } = request.params
      if (!Object.hasOwn(ERRORS, code)) throw new YukibanError('not-found', say('no-error-code', { code }))
      return { code, ...ERRORS[code as ErrorCode] }
    },
  )
}

/** SQLite result codes that mean "not now": busy, locked, read-only, I/O error, full, cannot open. */
const STORE_TROUBLE = new Set([5, 6, 8, 10, 13, 14])

function toYukibanError(error: FastifyError | Error): YukibanError {
  if (error instanceof YukibanError) return error
  const { code, statusCode } = error as Partial<FastifyError>
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new YukibanError('request-too-large', say('body-too-large'))
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new YukibanError('request-invalid', say('body-not-json'))
  }
  const resultCode = (error as { readonly errcode?: unknown }).errcode
  if (typeof resultCode === 'number' && STORE_TROUBLE.has(resultCode & 0xff)) {
    return new YukibanError('store-unavailable', 'the store did not accept the request', { cause: error })
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new YukibanError('request-invalid', say('not-understood', { why: error.message }))
  }
  return new YukibanError('internal', 'unexpected error', { cause: error })
}
