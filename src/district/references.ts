import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { THINGS } from '../problems/texts/parts.ts'
import type { IdSection } from './district.ts'

/** Notes a problem when a row refers to what neither the file nor the database has. */
export type Refer = (section: IdSection, id: string | undefined, field: string) => void

const SINGULAR = {
  blocks: 'block',
  routes: 'route',
  devices: 'device',
  contractors: 'contractor',
  modes: 'city-wide mode',
  criteria: 'criterion',
} as const

/** A checker over `has`, which knows the ids of the file and of the database; problems go to `problems`. */
export function referenceChecker(has: (name: IdSection, id: string) => boolean, problems: SpokenProblem[]): Refer {
  return (section, id, field) => {
    if (id === undefined || has(section, id)) return
    problems.push(fieldProblem(field, say('no-such-thing', { thing: THINGS[SINGULAR[section]] }), id))
  }
}
