import { expect, test } from 'vitest'
import { judge, type PostResult } from '../../src/deliver/verdict.ts'

const context = { deliveryId: 'msg_1', createdAtMs: 0, attempts: 1, nowMs: 1000 }
const answer = (status: number, retryAfterS: number | null = null): PostResult => ({
  kind: 'response',
  status,
  retryAfterS,
})

test.each([
  { name: '200', result: answer(200), want: { kind: 'delivered', status: 200 } },
  { name: '204', result: answer(204), want: { kind: 'delivered', status: 204 } },
  { name: '301', result: answer(301), want: { kind: 'retry', status: 301, why: expect.stringContaining('redirects') } },
  { name: '304', result: answer(304), want: { kind: 'retry', status: 304 } },
  { name: '404', result: answer(404), want: { kind: 'retry', status: 404, why: 'the endpoint answered 404' } },
  { name: '410', result: answer(410), want: { kind: 'gone', status: 410 } },
  { name: '500', result: answer(500), want: { kind: 'retry', status: 500 } },
  { name: '503 with Retry-After', result: answer(503, 120), want: { kind: 'retry', atMs: 121_000 } },
  { name: 'refused', result: { kind: 'refused', why: 'private' } as const, want: { kind: 'retry', why: 'private' } },
  {
    name: 'error',
    result: { kind: 'error', why: 'no route' } as const,
    want: { kind: 'retry', status: null, why: 'no route' },
  },
])('$name', ({ result, want }) => {
  expect(judge(result, context)).toMatchObject(want)
})

test('after a day a failure is final', () => {
  expect(judge(answer(500), { ...context, attempts: 22, nowMs: 86_400_000 })).toEqual({
    kind: 'failed',
    status: 500,
    why: 'the endpoint answered 500',
  })
})
