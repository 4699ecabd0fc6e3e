import { openDatabase } from '../../../src/store/database.ts'
import { recordEvent } from '../../../src/store/events/record-event.ts'

/**
 * A process that appends to the journal of the database in argv[2] under the name argv[3], one to three events in a
 * transaction, until it has written 60 and seen one of another process; so that two of them surely write at once.
 */
const [, , dataDir = '', name = ''] = process.argv
const db = await openDatabase(dataDir)
const actor = { kind: 'system', id: name } as const

async function seenAnother(): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('id')
    .where('type', '=', 'test.appended')
    .where('actor', '!=', `system:${name}`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

let written = 0
while (written < 60 || !(await seenAnother())) {
  await db.transaction().execute(async (trx) => {
    for (let i = 0; i <= written % 3; i++) {
      const event = {
        authorityId: 'aomori',
        atMs: written,
        type: 'test.appended',
        actor,
        subject: `${name}-${written}`,
      }
      await recordEvent(trx, { ...event, data: { written } })
      written++
    }
  })
}
await db.destroy()
process.stdout.write(`${written}\n`)
