import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type District, openDistrict } from './fixture.ts'

type Json = Record<string, unknown>
interface Document {
  readonly paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: Json; example?: unknown }> } }>
  >
  readonly components: { readonly schemas: Record<string, Json> }
}

let district: District
let document: Document
beforeAll(async () => {
  district = await openDistrict()
  document = (await district.as(null, 'GET', '/api/v1/openapi.json')).json() as Document
})
afterAll(() => district[Symbol.asyncDispose]())

/** The schema with its references put in place; none of ours refers to itself. */
function whole(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(whole)
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref } = schema as { $ref?: string }
  if ($ref !== undefined) return whole(document.components.schemas[$ref.split('/').at(-1) ?? ''])
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, name === 'examples' ? value : whole(value)]),
  )
}

function expectFits(schema: Json | undefined, examples: readonly unknown[], what: string): void {
  expect(examples, `${what} has an example`).not.toEqual([])
  const check = Compile(whole(schema) as object)
  for (const example of examples) expect([...check.Errors(example)], what).toEqual([])
}

test.each([
  '/api/v1/orders',
  '/api/v1/orders/{id}/approve',
  '/api/v1/orders/{id}/reject',
  '/api/v1/orders/{id}/withdraw',
  '/api/v1/orders/{id}/start',
  '/api/v1/orders/{id}/complete',
  '/api/v1/orders/{id}/progress',
  '/api/v1/orders/{id}/offer',
  '/api/v1/orders/{id}/reoffer',
  '/api/v1/orders/{id}/deadline',
  '/api/v1/offers/{id}/decline',
  '/api/v1/call-outs/{id}/accept',
  '/api/v1/call-outs/{id}/decline',
  '/api/v1/call-outs/{id}/complete',
])('what may be posted to %s is shown, and would be taken', (path) => {
  const media = document.paths[path]?.post?.requestBody?.content['application/json']
  expectFits(media?.schema, media?.example === undefined ? [] : [media.example], path)
})

test.each(['Order', 'Offer', 'CallOut', 'Progress'])('%s is shown as it is', (name) => {
  const schema = document.components.schemas[name]
  expectFits(schema, (schema?.examples ?? []) as unknown[], name)
})
