import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { connectPacket, PublishTemplate } from '../../bench/ingest/packets.ts'
import { smallDistrict } from '../support/district.ts'
import { testService } from '../support/service.ts'

const DEVICE = 'r1-a'
const PINGREQ = Buffer.from([0xc0, 0x00])
const CONNACK = [0x20, 0x02, 0x00, 0x00]
const PINGRESP = [0xd0, 0x00]

function puback(id: number): number[] {
  return [0x40, 0x02, id >> 8, id & 255]
}

/** Everything the broker sends until it has sent `length` bytes and then been silent for a moment. */
async function received(socket: Socket, length: number): Promise<number[]> {
  const bytes: number[] = []
  socket.on('data', (chunk: Buffer) => bytes.push(...chunk))
  await expect.poll(() => bytes.length).toBeGreaterThanOrEqual(length)
  await new Promise((resolve) => setTimeout(resolve, 100))
  return bytes
}

test('every publish is acknowledged exactly once, in order, and what needs no acknowledgement gets none', async () => {
  const service = await testService()
  const { tokens } = await smallDistrict(service.db)
  const socket = connect(Number(new URL(service.mqttUrl ?? '').port), '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  const template = new PublishTemplate(DEVICE)
  const ids = [7, 65_535, 1, 256, 2]
  const publishes = ids.map((id, number) => {
    const bytes = Buffer.alloc(template.bytes.length)
    template.writeTo(bytes, 0, id, number)
    return bytes
  })
  socket.write(Buffer.concat([connectPacket(DEVICE, tokens[DEVICE] ?? ''), ...publishes, PINGREQ]))
  const bytes = await received(socket, CONNACK.length + 4 * ids.length + PINGRESP.length)
  const answers = bytes.slice(CONNACK.length)
  const pong = answers.findIndex((it, at) => at % 2 === 0 && it === PINGRESP[0])
  answers.splice(pong, PINGRESP.length)
  expect(bytes.slice(0, CONNACK.length)).toEqual(CONNACK)
  expect(answers).toEqual(ids.flatMap(puback))
  const stored = await service.readings.readings({ deviceId: DEVICE, fromMs: 0, toMs: 1e15, limit: 10 })
  expect(stored).toHaveLength(ids.length)
})
