import type { Aedes, Client } from 'aedes'

/** A device's publish is already stored; nobody subscribes to it here. */
export function routeNothing(aedes: Aedes): void {
  const publish = aedes.publish.bind(aedes)
  aedes.publish = ((packet: unknown, client: unknown, done: unknown) => {
    if (typeof client === 'object' && client !== null) (done as (error: null) => void)(null)
    else (publish as (...them: unknown[]) => void)(packet, client, done)
  }) as typeof aedes.publish
}

/** Aedes takes the id of a closing connection off its list even when a successor has it by then. */
export function unregisterByConnection(aedes: Aedes): void {
  const inner = aedes as unknown as {
    readonly clients: Readonly<Record<string, Client>>
    unregisterClient(client: Client): void
  }
  const unregister = inner.unregisterClient.bind(aedes)
  inner.unregisterClient = (client) => {
    if (inner.clients[client.id] === client) unregister(client)
  }
}
