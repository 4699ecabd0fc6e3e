import { expect, test } from 'vitest'
import { ShortMemo } from '../../src/api/short-memo.ts'

const at = (nowMs: number, version = 0) => ({ nowMs, version })
const memo = () => new ShortMemo<number>({ keepMs: 1000, most: 2 })

test('is made once for all who ask while it is made, and again when it is too old', async () => {
  const it = memo()
  let made = 0
  const make = async () => ++made
  expect(await Promise.all([it.get('a', at(0), make), it.get('a', at(999), make)])).toEqual([1, 1])
  expect(await it.get('a', at(1000), make)).toBe(2)
  expect(await it.get('b', at(1000), make)).toBe(3)
})

test('who asks at a later version gets what was made afterwards, also when it was being made', async () => {
  const it = memo()
  let world = 'before'
  const seen: string[] = []
  const make = async () => {
    seen.push(world)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return seen.length
  }
  const first = it.get('a', at(0), make)
  await expect.poll(() => seen.length).toBe(1)
  world = 'after'
  expect(await it.get('a', at(0, 1), make)).toBe(2)
  expect(await first).toBe(1)
  expect(seen).toEqual(['before', 'after'])
})

test('however fast versions come, making it takes a fifth of the time at most', async () => {
  const it = memo()
  let busyMs = 0
  const make = async () => {
    const fromMs = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 10))
    busyMs += performance.now() - fromMs
    return busyMs
  }
  const fromMs = performance.now()
  for (let round = 0; round < 6; round++) {
    await it.get('a', at(0, round), make)
  }
  expect(busyMs / (performance.now() - fromMs)).toBeLessThan(0.3)
})

test('those who wait for the next one wait for the same', async () => {
  const it = memo()
  let made = 0
  const make = async () => {
    await new Promise((resolve) => setTimeout(resolve, 10))
    return ++made
  }
  const waiting = [it.get('a', at(0), make)]
  await new Promise((resolve) => setTimeout(resolve, 2))
  for (let version = 1; version <= 5; version++) waiting.push(it.get('a', at(0, version), make))
  expect(await Promise.all(waiting)).toEqual([1, 2, 2, 2, 2, 2])
})

test('a failure is not kept', async () => {
  const it = memo()
  await expect(it.get('a', at(0), () => Promise.reject(new Error('disk')))).rejects.toThrow('disk')
  expect(await it.get('a', at(0), async () => 7)).toBe(7)
})
