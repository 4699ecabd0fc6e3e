import type { Clock, Hold } from '../clock.ts'
import type { Api } from './deps.ts'

declare module 'fastify' {
  interface FastifyRequest {
    clockHold: Hold | null
  }
  interface FastifyContextConfig {
    /** True for responses that stay open: they must not keep simulated time from moving. */
    longLived?: true
  }
}

/** Keeps simulated time where it is while a request is being answered. */
export function registerClockHold(app: Api, clock: Clock): void {
  app.decorateRequest('clockHold', null)
  const release = async (request: { clockHold: Hold | null }) => {
    request.clockHold?.[Symbol.dispose]()
    request.clockHold = null
  }
  app.addHook('onRequest', async (request) => {
    if (!request.routeOptions.config.longLived) request.clockHold = clock.hold()
  })
  app.addHook('onResponse', release)
  app.addHook('onRequestAbort', release)
  app.addHook('onTimeout', release)
}
