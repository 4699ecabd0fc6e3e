import { type AddressInfo, createServer } from 'node:net'
import { Aedes } from 'aedes'

/** Aedes as its documentation shows it: nothing authorised, nothing stored, every message routed. */
const aedes = await Aedes.createBroker()
const server = createServer(aedes.handle)
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
})
