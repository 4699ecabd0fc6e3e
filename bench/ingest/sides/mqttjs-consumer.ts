import { DatabaseSync } from 'node:sqlite'
import mqtt from 'mqtt'

/**
 * The consumer one would write first: mqtt.js subscribes to the broker and inserts into SQLite (WAL, synchronous=FULL).
 * Arguments: port, database file, `commit-then-ack` (one transaction per message, as handleMessage is called one at a
 * time) or `ack-then-commit` (a transaction per second).
 */
const [port = '', file = '', mode = ''] = process.argv.slice(2)
const FLUSH_MS = 1000

const database = new DatabaseSync(file)
database.exec('pragma journal_mode = wal; pragma synchronous = full')
database.exec('create table if not exists reading (device text, seq integer, at integer, payload blob)')
const insert = database.prepare('insert into reading values (?, ?, ?, ?)')

function store(topic: string, payload: Buffer): void {
  const reading = JSON.parse(payload.toString()) as { seq: number; at: number }
  insert.run(topic.split('/')[2] ?? '', reading.seq, reading.at, payload)
}

const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId: 'consumer', clean: false, reconnectPeriod: 100 })
if (mode === 'commit-then-ack') {
  client.handleMessage = (packet, done) => {
    store(packet.topic, packet.payload as Buffer)
    done()
  }
} else {
  let waiting: [string, Buffer][] = []
  client.on('message', (topic, payload) => {
    waiting.push([topic, payload])
  })
  setInterval(() => {
    const batch = waiting
    waiting = []
    database.exec('begin')
    for (const [topic, payload] of batch) store(topic, payload)
    database.exec('commit')
  }, FLUSH_MS)
}
client.on('connect', () => {
  client.subscribe('yukiban/v1/+/reading', { qos: 1 }, () => process.stdout.write('ready\n'))
})
