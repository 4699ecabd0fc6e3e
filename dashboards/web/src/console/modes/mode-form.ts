import { numberOrText } from '../criteria/field-text.ts'

/** A city-wide mode as the API has it. */
export interface ModeTest {
  readonly kind: 'snowfall' | 'depth'
  readonly windowH?: number
  readonly comparison?: 'at-least' | 'above'
  readonly triggerCm: number
}

export interface ModeBody {
  readonly id: string
  readonly name: string
  readonly devices?: readonly string[]
  readonly vote?: number | 'majority'
  readonly any?: readonly ModeTest[]
  readonly releaseH?: number
  readonly priorities?: Readonly<Record<string, number>>
}

export interface Mode extends Required<ModeBody> {
  readonly version: number
  readonly state: {
    readonly active: boolean
    readonly since: string | null
    readonly by: 'rule' | 'officer'
    readonly until: string | null
    readonly clearingSince: string | null
    readonly judgedAt: string | null
    readonly reasons: readonly { readonly ja: string; readonly en: string }[]
  }
}

export interface TestForm {
  readonly key: string
  readonly kind: 'snowfall' | 'depth'
  readonly windowH: string
  readonly comparison: 'at-least' | 'above'
  readonly triggerCm: string
}

/** A mode as it is being typed. */
export interface ModeForm {
  readonly id: string
  readonly name: string
  readonly devices: readonly string[]
  readonly vote: string
  readonly tests: readonly TestForm[]
  readonly releaseH: string
  readonly priorities: readonly { readonly key: string; readonly roadClass: string; readonly priority: string }[]
}

let made = 0
function newKey(): string {
  made++
  return `m${made}`
}

export function newTest(): TestForm {
  return { key: newKey(), kind: 'snowfall', windowH: '24', comparison: 'at-least', triggerCm: '' }
}

export function newPriority(): ModeForm['priorities'][number] {
  return { key: newKey(), roadClass: '', priority: '1' }
}

export function toModeForm(body: ModeBody): ModeForm {
  return {
    id: body.id,
    name: body.name,
    devices: body.devices ?? [],
    vote: String(body.vote ?? 'majority'),
    tests: (body.any ?? []).map((it) => ({
      key: newKey(),
      kind: it.kind,
      windowH: String(it.windowH ?? 24),
      comparison: it.comparison ?? 'at-least',
      triggerCm: String(it.triggerCm),
    })),
    releaseH: body.releaseH === undefined ? '' : String(body.releaseH),
    priorities: Object.entries(body.priorities ?? {}).map(([roadClass, priority]) => ({
      key: newKey(),
      roadClass,
      priority: String(priority),
    })),
  }
}

/** The body the API takes; what cannot be a value is passed on as it was typed, so that the service names it. */
export function fromModeForm(form: ModeForm): Record<string, unknown> {
  const releaseH = form.releaseH.trim()
  return {
    name: form.name.trim(),
    devices: form.devices,
    vote: form.vote === 'majority' ? form.vote : numberOrText(form.vote),
    any: form.tests.map(({ kind, windowH, comparison, triggerCm }) => ({
      kind,
      ...(kind === 'snowfall' ? { windowH: numberOrText(windowH) } : {}),
      comparison,
      triggerCm: numberOrText(triggerCm.trim()),
    })),
    ...(releaseH === '' ? {} : { releaseH: numberOrText(releaseH) }),
    priorities: Object.fromEntries(
      form.priorities
        .filter((it) => it.roadClass.trim() !== '')
        .map((it) => [it.roadClass.trim(), numberOrText(it.priority.trim())]),
    ),
  }
}
