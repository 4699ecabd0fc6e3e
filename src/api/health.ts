import { Type } from 'typebox'
import type { Api, ApiDeps } from './deps.ts'
import { record } from './schema.ts'

/** Whether the service can do its work, and which part of it cannot. */
export interface HealthReport {
  readonly ready: boolean
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail?: string }[]
}

const Report = record({
  ready: Type.Boolean(),
  checks: Type.Array(record({ name: Type.String(), ok: Type.Boolean(), detail: Type.Optional(Type.String()) })),
})

/** `/livez`: the process answers. `/readyz`: it can take work; 503 names what is missing. */
export function registerHealth(app: Api, deps: Pick<ApiDeps, 'health' | 'version'>): void {
  app.get(
    '/livez',
    {
      config: { public: true },
      schema: {
        summary: 'Whether the process is alive',
        tags: ['service'],
        response: { 200: record({ status: Type.Literal('alive'), version: Type.String() }) },
      },
    },
    async () => ({ status: 'alive' as const, version: deps.version }),
  )
  app.get(
    '/readyz',
    {
      config: { public: true },
      schema: {
        summary: 'Whether the service can do its work',
        tags: ['service'],
        response: { 200: Report, 503: Report },
      },
    },
    async (_request, reply) => {
      const report = await deps.health()
      return reply.code(report.ready ? 200 : 503).send({ ready: report.ready, checks: [...report.checks] })
    },
  )
}
