/**
 * The contractor's service worker. It keeps the page (shell) so that it opens in a dead zone, opens the links of messages
 * without a network, and shows what is pushed. It keeps no data: what a firm is asked for is in the page's own store.
 *
 * Registered twice, for /c/ and for /l/; both share one cache. Its last line, added by the build, is the hash of what the
 * shell is made of, so that a new build is a new worker.
 */
// workers of every kind share the library's types
const worker = self as unknown as ServiceWorkerGlobalScope

const PAGE = '/c/'
const SHELL_LIST = '/contractor-shell.json'
const CACHE_PREFIX = 'crew-shell-'

/** What the build says the page is made of. */
interface Shell {
  readonly version: string
  /** Without these the page does not open. */
  readonly first: readonly string[]
  /** The map: large, and missed only when it is asked for. */
  readonly later: readonly string[]
}

interface Pushed {
  readonly id?: string
  readonly title?: string
  readonly body?: string
  readonly url?: string | null
}

worker.addEventListener('install', (event) => {
  event.waitUntil(install())
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim())
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (request.mode === 'navigate') {
    const page = navigation(url)
    if (page !== null) event.respondWith(page)
  } else if (isShellFile(url.pathname)) {
    event.respondWith(fromShell(request))
  }
})

worker.addEventListener('push', (event) => {
  const pushed = readPush(event.data)
  const options = {
    body: pushed.body ?? '',
    // the same message sent twice is shown once
    ...(pushed.id === undefined ? {} : { tag: pushed.id }),
    lang: 'ja',
    icon: '/contractor-192.png',
    badge: '/contractor-192.png',
    requireInteraction: true,
    data: { url: pushed.url ?? PAGE },
  }
  event.waitUntil(worker.registration.showNotification(pushed.title ?? '雪番', options))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPage((event.notification.data as { url?: unknown } | null)?.url))
})

async function install(): Promise<void> {
  const answer = await fetch(SHELL_LIST, { cache: 'no-store' })
  if (!answer.ok) throw new Error(`${SHELL_LIST}: ${answer.status}`)
  const { version, first, later } = (await answer.json()) as Shell
  const cache = await caches.open(CACHE_PREFIX + version)
  await cache.addAll([PAGE, ...first])
  await Promise.allSettled(later.map((it) => cache.add(it)))
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE_PREFIX) && name !== CACHE_PREFIX + version) await caches.delete(name)
  }
  await worker.skipWaiting()
}

/** A page of ours, or null for what is none of this worker's business. */
function navigation(url: URL): Promise<Response> | null {
  const [, token] = /^\/l\/([\w-]{22})$/.exec(url.pathname) ?? []
  if (token !== undefined) {
    // who asked for the plain page gets it from the service
    if (url.searchParams.has('plain')) return null
    return Promise.resolve(Response.redirect(`${PAGE}${url.search}#l=${token}`))
  }
  return url.pathname.startsWith(PAGE) ? fromShell(PAGE) : null
}

function isShellFile(path: string): boolean {
  return path.startsWith('/assets/') || /^\/(?:favicon\.svg|contractor[\w-]*\.(?:png|webmanifest))$/.test(path)
}

async function fromShell(request: Request | string): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}

function readPush(data: PushMessageData | null): Pushed {
  try {
    return (data?.json() as Pushed | undefined) ?? {}
  } catch {
    return {}
  }
}

/** Opens an address of ours, in a window that shows it already if there is one. */
async function openPage(address: unknown): Promise<void> {
  const url = URL.parse(typeof address === 'string' ? address : PAGE, worker.location.origin)
  const path =
    url !== null && url.origin === worker.location.origin ? url.href : new URL(PAGE, worker.location.origin).href
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = windows.find((it) => it.url === path)
  if (open === undefined) await worker.clients.openWindow(path)
  else await open.focus()
}
