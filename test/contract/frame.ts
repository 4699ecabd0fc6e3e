import type { Frame } from '../../src/store/readings/port.ts'

/** When frames of these tests are received unless they say otherwise. */
export const NOW = Date.parse('2026-01-20T15:00:00Z')

/** A reading of `d1` in our own JSON; `change` overrides. @param body text as it is, anything else as JSON. */
export function frame(body: unknown, change: Partial<Frame> = {}): Frame {
  const payload = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
  return {
    deviceId: 'd1',
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: 't',
    receivedAtMs: NOW,
    payload,
    sizeBytes: payload.byteLength,
    ...change,
  }
}
