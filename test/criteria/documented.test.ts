import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/criteria/evaluate.ts'
import { CITY_MODE_TEMPLATES, CRITERION_TEMPLATES } from '../../src/criteria/templates.ts'
import { factsOf, held, NO_MEMORY, outlook, tonight, weather, written } from '../support/criteria.ts'

const DOC = readFileSync(fileURLToPath(new URL('../../docs/criteria.md', import.meta.url)), 'utf8')
const EXAMPLES = fileURLToPath(new URL('../../examples/criteria/', import.meta.url))

const inDoc = [...DOC.matchAll(/```json\n([\s\S]*?)```/g)].map((it) => JSON.parse(it[1] ?? '') as { id: string })
const inFiles = readdirSync(EXAMPLES).map((name) => ({
  file: name,
  ...(JSON.parse(readFileSync(`${EXAMPLES}${name}`, 'utf8')) as { id: string }),
}))

/** A night with more snow than any example asks for, at a decision time, with nothing against it. */
function heavy() {
  const nowMs = tonight('21:00')
  const sensors = held([30, 30, 30], { nowMs })
  return factsOf(sensors, {
    nowMs,
    outlook: outlook({ nowMs, added: 20, probability: 0.9 }),
    weather: weather({ nowMs }),
  })
}

describe.each([...inDoc, ...inFiles.map(({ file: _, ...body }) => body)])('example $id', (body) => {
  test('is read, fires on a heavy night and holds on a bare one', () => {
    const criterion = written(body)
    expect(evaluate(criterion, heavy(), NO_MEMORY)).toMatchObject({ result: 'fire', weak: false })
    const bare = factsOf(held([0, 0, 0]), { outlook: outlook(), weather: weather() })
    expect(evaluate(criterion, bare, NO_MEMORY).result).toBe('hold')
  })
})

test('there are examples, and each file is named by its criterion', () => {
  expect(inDoc.length).toBeGreaterThanOrEqual(4)
  for (const { file, id } of inFiles) expect(file).toBe(`${id}.json`)
})

test('the table of templates is the list of templates', () => {
  const [, section = ''] = DOC.split('## Templates')
  const rows = section.split('\n').filter((it) => it.startsWith('| `'))
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((it) => it[1]))
  expect(named.sort()).toEqual(CRITERION_TEMPLATES.map((it) => it.id).sort())
  for (const { id } of CITY_MODE_TEMPLATES) expect(section).toContain(`\`${id}\``)
})
