import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Api, ApiDeps } from './deps.ts'
import { record } from './schema.ts'
import { sendCached } from './send-cached.ts'
import type { WebFiles } from './web-files.ts'
import { pagePolicy } from './web-policy.ts'

/**
 * The web pages, from memory. Each URL of a page is named here: whatever is not named is not found, and no path of a
 * request ever reaches the file system.
 */

/** Hashed names never change their content. */
const FOREVER = 'public, max-age=31536000, immutable'
/** A new release shows within a minute; caches in between may serve the old page while they ask for the new one. */
const SHORT = 'public, max-age=60, stale-while-revalidate=300'
const DAY = 'public, max-age=86400'
/** Keeps the contractor's page for dead zones: the worker, and the list of what it keeps, which belong together. */
const SERVICE_WORKER = 'contractor-sw.js'
const WORKER_LIST = 'contractor-shell.json'

interface Page {
  readonly url: string
  /** Entry of the build. */
  readonly file: string
  readonly embeddable?: true
}

const PAGES: readonly Page[] = [
  { url: '/', file: 'index.html' },
  { url: '/r/:id', file: 'index.html' },
  { url: '/embed', file: 'index.html', embeddable: true },
  { url: '/console', file: 'console.html' },
  { url: '/console/*', file: 'console.html' },
  { url: '/set-password', file: 'console.html' },
  { url: '/c/*', file: 'contractor.html' },
  { url: '/setup', file: 'console.html' },
]

const OPEN = { config: { public: true }, schema: { hide: true } } as const

/** The built web pages and their files, each with its policy. */
export function registerWebPages(app: Api, deps: ApiDeps): void {
  const { web } = deps
  if (web === null) {
    app.get('/', OPEN, async (_request, reply) => reply.redirect('/docs'))
    return
  }
  for (const page of PAGES) if (web.has(page.file)) registerPage(app, deps, web, page)
  // the app and its service worker live below the slash
  if (web.has('contractor.html')) app.get('/c', OPEN, async (_request, reply) => reply.redirect('/c/'))
  const loose = [...web.keys()].filter((it) => !it.includes('/') && !it.endsWith('.html'))
  for (const path of loose) {
    if (path === SERVICE_WORKER) registerWorker(app, web)
    else {
      const caching = path === WORKER_LIST ? 'no-cache' : DAY
      app.get(`/${path}`, OPEN, (request, reply) => sendFile(web, path, request, reply, caching))
    }
  }
  const params = record({ name: Type.String({ maxLength: 128 }) })
  app.get(
    '/assets/:name',
    { config: { public: true }, schema: { hide: true, params } },
    async (request: FastifyRequest<{ Params: { name: string } }>, reply) =>
      sendFile(web, `assets/${request.params.name}`, request, reply, FOREVER),
  )
}

function registerPage(app: Api, { config }: ApiDeps, web: WebFiles, { url, file, embeddable }: Page): void {
  const policy = pagePolicy(config.web, embeddable ? config.web.embedAncestors : "'none'")
  app.get(url, OPEN, async (request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
      // the one thing a page may ask its reader's device for, and only when a finger asks for it
      'permissions-policy': 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()',
    })
    if (embeddable) reply.header('cross-origin-resource-policy', 'cross-origin')
    return sendFile(web, file, request, reply, SHORT)
  })
}

/** A worker is bound by the policy it came with: it may fetch our own pages and files, nothing else. */
function registerWorker(app: Api, web: WebFiles): void {
  app.get(`/${SERVICE_WORKER}`, OPEN, async (request, reply) => {
    reply.header('content-security-policy', "default-src 'none'; connect-src 'self'")
    return sendFile(web, SERVICE_WORKER, request, reply, 'no-cache')
  })
}

async function sendFile(
  web: WebFiles,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
  cacheControl: string,
): Promise<FastifyReply> {
  const file = web.get(path)
  if (file === undefined) throw new YukibanError('not-found', say('no-call-here', { method: 'GET', path: `/${path}` }))
  return sendCached(request, reply, file, cacheControl)
}
