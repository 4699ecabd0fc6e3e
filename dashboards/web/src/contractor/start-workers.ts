/** Where the page and the links in messages live; the console and the residents' pages are left alone. */
const SCOPES = ['/c/', '/l/'] as const
const WORKER = '/contractor-sw.js'

/** Starts the service worker that keeps the page for dead zones. Without one the page works while there is a network. */
export function startWorkers(): void {
  if (!('serviceWorker' in navigator)) return
  for (const scope of SCOPES) void navigator.serviceWorker.register(WORKER, { scope }).catch(() => {})
}
