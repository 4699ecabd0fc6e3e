import { readKept, writeKept } from '../shared/kept.ts'

/** Who was signed in on this phone last, so that the page opens where there is no network. */
export interface Person {
  readonly id: string
  readonly name: string
}

const KEY = 'yukiban.crew.person'

export function readPerson(): Person | null {
  try {
    const kept = JSON.parse(readKept(KEY) ?? 'null') as Partial<Person> | null
    return typeof kept?.id === 'string' && typeof kept.name === 'string' ? { id: kept.id, name: kept.name } : null
  } catch {
    return null
  }
}

export function keepPerson(person: Person | null): void {
  writeKept(KEY, JSON.stringify(person))
}
