import { type Static, Type } from 'typebox'
import type { CityMode } from '../domain/city-mode.ts'
import type { WindowH } from '../domain/criterion.ts'
import { schemaProblems, shortText } from '../domain/schema-problems.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { IdSchema, RoadClassSchema } from './criterion-schema.ts'

/** The city-wide mode as people write it, in district files and through the API: all that has a default is optional. */

const Comparison = Type.Optional(Type.Union([Type.Literal('at-least'), Type.Literal('above')]))
const TriggerCm = Type.Number({ minimum: 0.5, maximum: 1000, description: 'snow at which the test holds, cm' })
const Windows = Type.Unsafe<WindowH>({
  type: 'integer',
  enum: [1, 3, 6, 12, 24, 72],
  description: 'length of the window, hours',
})

const TestSchema = Type.Union([
  Type.Object(
    { kind: Type.Literal('snowfall'), windowH: Windows, comparison: Comparison, triggerCm: TriggerCm },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('depth'), comparison: Comparison, triggerCm: TriggerCm },
    { additionalProperties: false },
  ),
])

export const CityModeSchema = Type.Object(
  {
    id: IdSchema,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    devices: Type.Optional(Type.Array(IdSchema, { description: 'reference points, by device' })),
    vote: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 1000 }), Type.Literal('majority')], {
        description: 'usable points that must say so',
      }),
    ),
    any: Type.Optional(Type.Array(TestSchema, { description: 'tests of which one is enough' })),
    releaseH: Type.Optional(
      Type.Number({ minimum: 0.5, maximum: 168, description: 'it ends once no test has held for this long, hours' }),
    ),
    priorities: Type.Optional(
      Type.Unsafe<Readonly<Record<string, number>>>({
        type: 'object',
        description: 'an object of road class and priority, such as {"emergency": 1}',
      }),
    ),
  },
  { additionalProperties: false },
)
export type CityModeInput = Static<typeof CityModeSchema>

/** A mode with its defaults, before it belongs to an authority. */
export type CityModeFields = Omit<CityMode, 'authorityId'>

/** Long enough that a lull within one cold spell does not end it. */
export const DEFAULT_RELEASE_H = 12

/**
 * Reads a city-wide mode as written; returns it with its defaults, or everything wrong with it. Without tests it is one
 * that only officers declare.
 * @param path where it stands in the whole input (`modes[2]`); '' for alone.
 */
export function parseCityMode(input: unknown, path: string): CityModeFields | SpokenProblem[] {
  const problems = schemaProblems(CityModeSchema, input, path)
  if (problems.length > 0) return problems
  const written = input as CityModeInput
  const mode: CityModeFields = {
    id: written.id,
    name: written.name,
    devices: written.devices ?? [],
    vote: written.vote ?? 'majority',
    any: (written.any ?? []).map((it) => ({ ...it, comparison: it.comparison ?? 'at-least' })),
    releaseH: written.releaseH ?? DEFAULT_RELEASE_H,
    priorities: written.priorities ?? {},
  }
  const wrong = [...voteProblems(mode, path), ...priorityProblems(mode, path)]
  return wrong.length > 0 ? wrong : mode
}

function voteProblems({ devices, vote }: CityModeFields, path: string): SpokenProblem[] {
  const problems: SpokenProblem[] = []
  for (const [index, device] of devices.entries()) {
    if (devices.indexOf(device) === index) continue
    problems.push(fieldProblem(at(path, `devices[${index}]`), say('point-named-twice'), device))
  }
  if (vote !== 'majority' && devices.length > 0 && vote > devices.length) {
    const says = say('vote-above-points', { points: devices.length })
    problems.push(fieldProblem(at(path, 'vote'), says, String(vote)))
  }
  return problems
}

function priorityProblems({ priorities }: CityModeFields, path: string): SpokenProblem[] {
  return Object.entries(priorities).flatMap(([roadClass, priority]) => {
    const field = at(path, `priorities.${roadClass}`)
    const named = schemaProblems(RoadClassSchema, roadClass, field)
    if (named.length > 0) return named
    if (Number.isInteger(priority) && priority >= 1 && priority <= 9) return []
    return [fieldProblem(field, say('not-a-priority'), shortText(priority))]
  })
}

function at(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`
}
