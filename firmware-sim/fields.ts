import { parseInstant } from '../src/domain/time.ts'
import type { FieldProblem } from '../src/errors.ts'

interface NumberRule {
  readonly min?: number
  readonly max?: number
  readonly default?: number
}

/**
 * Reads an object of unknown shape field by field and notes every problem with its path, so that a file is judged
 * whole. After a problem the reader returns a harmless value; the caller must check `problems` before using any.
 */
export class Fields {
  readonly path: string
  readonly #values: Readonly<Record<string, unknown>>
  readonly #problems: FieldProblem[]
  readonly #known = new Set<string>()

  constructor(input: unknown, path: string, problems: FieldProblem[]) {
    this.path = path
    this.#problems = problems
    const usable = typeof input === 'object' && input !== null && !Array.isArray(input)
    this.#values = usable ? (input as Record<string, unknown>) : {}
    if (!usable)
      problems.push({ field: path === '' ? '(file)' : path, value: shown(input), message: 'must be an object' })
  }

  has(name: string): boolean {
    this.#known.add(name)
    return this.#values[name] !== undefined
  }

  text(name: string, fallback?: string): string {
    const value = this.#take(name) ?? fallback
    if (typeof value === 'string' && value !== '') return value
    return this.#refuse(name, 'must be a text that is not empty', '')
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback?: T): T {
    const value = this.#take(name) ?? fallback
    const found = allowed.find((it) => it === value)
    if (found !== undefined) return found
    return this.#refuse(name, `must be one of ${allowed.join(', ')}`, allowed[0] as T)
  }

  number(name: string, rule: NumberRule = {}): number {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rule
    const value = this.#take(name) ?? rule.default
    if (typeof value === 'number' && value >= min && value <= max) return value
    return this.#refuse(name, `must be a number${rangeText(min, max)}`, Math.max(0, min))
  }

  /** true or false; absent: false. */
  flag(name: string): boolean {
    const value = this.#take(name) ?? false
    return typeof value === 'boolean' ? value : this.#refuse(name, 'must be true or false', false)
  }

  /** Epoch ms of an ISO 8601 time with zone. */
  instant(name: string): number {
    const value = this.#take(name)
    const atMs = typeof value === 'string' ? parseInstant(value) : undefined
    return atMs ?? this.#refuse(name, 'must be an ISO 8601 time with zone, such as 2026-01-20T18:00:00+09:00', 0)
  }

  /** The items of a list, each read by `read`. */
  list<T>(name: string, read: (item: Fields) => T, minItems = 0): T[] {
    const value = this.#take(name) ?? []
    if (!Array.isArray(value)) return this.#refuse(name, 'must be a list', [])
    if (value.length < minItems) this.#refuse(name, `must have at least ${minItems} item(s)`, undefined)
    return value.map((item, index) => read(new Fields(item, this.#fieldPath(`${name}[${index}]`), this.#problems)))
  }

  /** A nested object; absent: an empty one. */
  object(name: string): Fields {
    return new Fields(this.#take(name) ?? {}, this.#fieldPath(name), this.#problems)
  }

  /** Every entry of the object as a number within the rule. */
  numbers(rule: NumberRule): Record<string, number> {
    return Object.fromEntries(Object.keys(this.#values).map((name) => [name, this.number(name, rule)]))
  }

  /** Every entry of the object as a text. */
  texts(): Record<string, string> {
    return Object.fromEntries(Object.keys(this.#values).map((name) => [name, this.text(name)]))
  }

  /** Notes a problem with a field and goes on. */
  note(name: string, message: string): void {
    this.#refuse(name, message, undefined)
  }

  /** Refuses fields nobody asked for: a misspelt name must not be ignored silently. */
  end(): void {
    for (const name of Object.keys(this.#values)) {
      if (!this.#known.has(name))
        this.#refuse(name, `is not a known field; remove it (known: ${[...this.#known].join(', ')})`, undefined)
    }
  }

  #take(name: string): unknown {
    this.#known.add(name)
    return this.#values[name] ?? undefined
  }

  #refuse<T>(name: string, message: string, harmless: T): T {
    const value = this.#values[name]
    this.#problems.push({
      field: this.#fieldPath(name),
      message,
      ...(value === undefined ? {} : { value: shown(value) }),
    })
    return harmless
  }

  #fieldPath(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function rangeText(min: number, max: number): string {
  if (min > Number.NEGATIVE_INFINITY && max < Number.POSITIVE_INFINITY) return ` from ${min} to ${max}`
  if (min > Number.NEGATIVE_INFINITY) return ` of at least ${min}`
  return max < Number.POSITIVE_INFINITY ? ` of at most ${max}` : ''
}
