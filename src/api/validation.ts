import type { FastifySchema, FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { schemaProblems, shortText } from '../domain/schema-problems.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, type SpokenProblem, say, together } from '../problems/say.ts'

/**
 * Strict validation of requests: unknown fields are refused, nothing is removed or guessed. Only query strings and
 * path parameters, which are text by nature, are converted to numbers and booleans.
 */
export const compileValidator: FastifySchemaCompiler<FastifySchema> = (route) => {
  const schema = route.schema as TSchema
  const { httpPart } = route
  let compiled: ReturnType<typeof Compile> | undefined
  return (given: unknown) => {
    // at the first request, as with serializers.ts
    compiled ??= Compile(schema)
    const value = httpPart === 'body' ? given : Value.Convert(schema, { ...(given as object) })
    if (compiled.Check(value)) return { value }
    const found = schemaProblems(schema, value)
    return { error: invalidRequest(found.length > 0 ? found : plainProblems(compiled.Errors(value))) }
  }
}

/** `request-invalid` naming each field, the value given and what it must be. */
export function invalidRequest(problems: readonly SpokenProblem[]): YukibanError {
  const named = problems.map((it) => withoutSecret(it.field === '' ? { ...it, field: 'body' } : it))
  return new YukibanError('request-invalid', together(named), { problems: named })
}

/** What was given as a secret is not shown, not even to who gave it: answers end up in logs and screenshots. */
function withoutSecret(problem: SpokenProblem): SpokenProblem {
  if (!/^(password|currentPassword|newPassword|token|user\.password)$/.test(problem.field)) return problem
  return fieldProblem(problem.field, problem.says)
}

/** Fields of which `schemaProblems` takes a lenient view, such as null where nothing should be given. */
function plainProblems(
  errors: readonly { readonly instancePath: string; readonly message: string }[],
): SpokenProblem[] {
  return errors.map(({ instancePath, message }) =>
    fieldProblem(instancePath.slice(1).replaceAll('/', '.'), say('not-as-described', { what: shortText(message) })),
  )
}
