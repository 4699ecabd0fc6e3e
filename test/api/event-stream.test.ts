import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { KyselyPlugin } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { EventStream } from '../../src/api/event-stream.ts'
import type { Principal } from '../../src/api/principal.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import type { Db } from '../../src/store/database.ts'
import { recordEvent } from '../../src/store/events/record-event.ts'
import { testDatabase } from '../support/stores.ts'

const READER: Principal = {
  id: 'key_1',
  authorityId: 'town',
  role: 'contractor',
  scopes: new Set(['orders:read']),
  contractorId: 'c1',
  label: 'c1',
  session: null,
}

async function note(db: Db, contractorId: string): Promise<void> {
  const actor = { kind: 'system', id: 'test' } as const
  await db.transaction().execute(async (trx) => {
    const what = { authorityId: 'town', atMs: 0, type: 'order.noted', actor, subject: 'o1', contractorId, data: {} }
    await recordEvent(trx, what)
  })
}

/** A stream to a reader on loopback, and how many queries it has asked so far. */
async function openStream(db: Db) {
  let queries = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      queries++
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const opened = Promise.withResolvers<EventStream>()
  const server = createServer((_, response) => {
    response.writeHead(200).flushHeaders()
    const onError = (error: unknown) => opened.reject(error)
    opened.resolve(
      new EventStream(response, { db: db.withPlugin(counting), principal: READER, afterId: 0, named: 'type', onError }),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const broken = new AbortController()
  onTestFinished(() => {
    broken.abort()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}`, { signal: broken.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  return {
    stream: await opened.promise,
    queries: () => queries,
    next: async () => (await reader?.read())?.value ?? '',
  }
}

test('what is not for a reader is looked through once; what comes then still reaches it', async () => {
  const db = await testDatabase()
  await upsertAuthority(db, { id: 'town', name: '試験町', kind: 'municipality', timeZone: 'Asia/Tokyo' })
  for (let i = 0; i < 3; i++) await note(db, 'c2')
  const { stream, queries, next } = await openStream(db)
  stream.wake()
  await expect.poll(queries).toBe(2)
  stream.wake()
  await expect.poll(queries).toBe(3)
  await note(db, 'c2')
  await note(db, 'c1')
  stream.wake()
  expect(await next()).toMatch(/^id: 5\nevent: order\.noted\n/)
  expect(queries()).toBe(5)
})
