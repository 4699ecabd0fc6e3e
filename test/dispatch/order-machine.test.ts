import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BIRTH_STATES, ORDER_COMMANDS, step, TRANSITIONS } from '../../src/dispatch/order-machine.ts'
import { ORDER_STATES } from '../../src/domain/order.ts'

function documentedTable(): Record<string, Record<string, string>> {
  const text = readFileSync(new URL('../../docs/order-lifecycle.md', import.meta.url), 'utf8')
  const [first = ''] = /(?:^\|.*\n)+/m.exec(text) ?? []
  const rows = first.trim().split('\n')
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((it) => it.trim()),
  )
  const [head = [], , ...body] = cells
  return Object.fromEntries(
    body.map(([state = '', ...targets]) => [
      state,
      Object.fromEntries(targets.flatMap((to, index) => (to === '–' ? [] : [[head[index + 1] ?? '', to]]))),
    ]),
  )
}

test('the documented transitions are the machine’s', () => {
  expect(documentedTable()).toEqual(TRANSITIONS)
})

test('final states allow nothing and every other state can be left', () => {
  for (const state of ORDER_STATES) {
    const final = state === 'completed' || state === 'rejected' || state === 'withdrawn'
    expect(Object.keys(TRANSITIONS[state]).length === 0, state).toBe(final)
  }
})

test('any sequence of commands keeps to the table, and a repeated command changes nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...BIRTH_STATES),
      fc.array(fc.constantFrom(...ORDER_COMMANDS), { maxLength: 20 }),
      (birth, commands) => {
        let state: (typeof ORDER_STATES)[number] = birth
        for (const command of commands) {
          const next = step(state, command)
          if (next.kind !== 'move') continue
          expect(TRANSITIONS[state][command]).toBe(next.to)
          state = next.to
          expect(step(state, command).kind).toBe('repeat')
        }
      },
    ),
  )
})

test('a refusal names what is allowed instead', () => {
  expect(step('accepted', 'complete')).toEqual({ kind: 'refuse', allowed: ['start', 'withdraw'] })
})
