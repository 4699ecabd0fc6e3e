import { type Command, InvalidArgumentError } from 'commander'
import { quarantineSenders } from '../../api/quarantine-senders.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import type { Db } from '../../store/database.ts'
import type { QuarantineItem, ReadingStore } from '../../store/readings/port.ts'
import type { Cli } from '../cli.ts'
import { printable, table, timeText } from '../text.ts'
import { countOption, UsageError } from '../usage-error.ts'

interface ListOptions {
  readonly device?: string
  readonly limit: number
  readonly before?: number
}

/** `yukiban quarantine list | show | replay | purge`: what devices sent and nobody could read. */
export function addQuarantineCommand(program: Command, cli: Cli): void {
  const quarantine = program.command('quarantine').description('messages that could not be decoded')
  quarantine
    .command('list')
    .description('list items, newest first')
    .option('--device <id>', 'only of this device')
    .option('--limit <n>', 'at most this many', countOption, 50)
    .option('--before <item>', 'only items with a smaller id, for paging', countOption)
    .action((options: ListOptions) => list(cli, options))
  quarantine
    .command('show')
    .description('show an item with its bytes')
    .argument('<item>', 'its id', countOption)
    .action((id: number) => show(cli, id))
  quarantine
    .command('replay')
    .description('decode items again, also as their device is registered now; those that succeed become readings')
    .argument('[items...]', 'their ids')
    .option('--all', 'all of them')
    .action((ids: string[], options: { all?: true }) => replay(cli, ids, options.all === true))
  quarantine
    .command('purge')
    .description('delete items last seen before a time; this cannot be undone')
    .requiredOption('--older-than <age>', 'age such as 30d, 12h or 90m', ageOption)
    .action((options: { olderThan: number }) => purge(cli, options.olderThan))
}

async function list(cli: Cli, options: ListOptions): Promise<void> {
  const { device, limit, before } = options
  const query = {
    limit,
    ...(device === undefined ? {} : { deviceId: device }),
    ...(before === undefined ? {} : { before }),
  }
  const items = await cli.withReadings((store) => store.quarantine(query))
  const rows = items.map((it) => [
    String(it.id),
    it.deviceId,
    timeText(it.lastAtMs),
    String(it.times),
    String(it.sizeBytes),
    it.topic,
    it.reason,
  ])
  const headers = ['item', 'device', 'last seen', 'times', 'bytes', 'topic', 'reason']
  const value = items.map(({ payload: _payload, ...rest }) => rest)
  cli.print({ items: value }, table(headers, rows, 'the quarantine is empty'))
}

async function show(cli: Cli, id: number): Promise<void> {
  const item = await cli.withReadings((store) => requireItem(store, id))
  const { payload, ...rest } = item
  const text = utf8(payload)
  const lines = [
    `item      ${item.id}`,
    `device    ${item.deviceId}`,
    `topic     ${item.topic}`,
    `reason    ${item.reason}`,
    `read as   ${item.payloadFormat ?? item.codec}`,
    `first     ${timeText(item.firstAtMs)}`,
    `last      ${timeText(item.lastAtMs)}, ${item.times} times`,
    `bytes     ${item.sizeBytes}${payload.byteLength < item.sizeBytes ? `, the first ${payload.byteLength} kept` : ''}`,
    `${text === undefined ? 'base64' : 'payload'}   ${text ?? Buffer.from(payload).toString('base64')}`,
  ]
  const payloadBase64 = Buffer.from(payload).toString('base64')
  cli.print({ ...rest, payloadBase64, payloadText: text ?? null }, lines.map(printable).join('\n'))
}

async function replay(cli: Cli, texts: readonly string[], all: boolean): Promise<void> {
  if (all === texts.length > 0) throw new UsageError('name the items to replay, or give --all')
  const given = texts.map(countOption)
  const result = await cli.withReadings(async (store) => {
    for (const id of given) await requireItem(store, id)
    const ids = all ? await allIds(store) : given
    return cli.withDatabase((db) => replayInChunks(db, store, ids))
  })
  const text = `${result.recovered} recovered, ${result.stillRefused} still refused`
  cli.print(result, text)
}

const CHUNK = 500

async function allIds(store: ReadingStore): Promise<number[]> {
  const ids: number[] = []
  let page = await store.quarantine({ limit: CHUNK })
  while (page.length > 0) {
    ids.push(...page.map((it) => it.id))
    page = await store.quarantine({ limit: CHUNK, before: page.at(-1)?.id ?? 0 })
  }
  return ids
}

async function replayInChunks(db: Db, store: ReadingStore, ids: readonly number[]) {
  let recovered = 0
  let stillRefused = 0
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK)
    const found = await Promise.all(chunk.map((id) => store.quarantineItem(id)))
    const items = found.filter((it) => it !== undefined)
    const part = await store.replayQuarantine(chunk, await quarantineSenders(db, items))
    recovered += part.recovered
    stillRefused += part.stillRefused
  }
  return { recovered, stillRefused }
}

async function purge(cli: Cli, ageMs: number): Promise<void> {
  const purged = await cli.withReadings((store) => store.purgeQuarantine(cli.nowMs - ageMs))
  cli.print({ purged }, `${purged} items deleted`)
}

async function requireItem(store: ReadingStore, id: number): Promise<QuarantineItem> {
  const item = await store.quarantineItem(id)
  if (item === undefined) throw new YukibanError('not-found', `no quarantine item ${id}`)
  return item
}

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }

function ageOption(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count === undefined || unit === undefined)
    throw new InvalidArgumentError('It must be an age such as 30d, 12h or 90m.')
  return Number(count) * (UNIT_MS[unit] ?? DAY_MS)
}

function utf8(payload: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload)
  } catch {
    return undefined
  }
}
