import type { Api } from './deps.ts'

/** JSON is never a page: nothing in it may load or be framed. The documentation pages bring a policy of their own. */
const JSON_POLICY = "default-src 'none'; frame-ancestors 'none'"

/** Headers of every answer; routes may replace them. */
export function registerSecurityHeaders(app: Api): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'content-security-policy': JSON_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })
}
