import { type Criterion, criteriaInForce } from '../../domain/criterion.ts'
import { toIso } from '../../domain/time.ts'
import type { StandingJudgement } from '../../store/board/list-judgements.ts'
import type { Sensing } from '../../store/board/list-sensing.ts'
import type { SilentSensor } from '../../store/board/list-silent-sensors.ts'
import { isoOrNull } from '../times.ts'
import type { BoardSensor, UnknownRoute } from './board-schema.ts'
import { troubleSentence } from './board-words.ts'
import type { Snapshot } from './gather.ts'

/** What speaks of a sensor that is heard and yet not believed. */
const SUSPECT = ['sensor-suspect', 'sensor-clock', 'sensor-fault', 'neighbours-disagree']

type Scoped = Pick<Sensing, 'routeId' | 'roadClass' | 'blockId'>

interface Somewhere extends Scoped {
  readonly routeName: string
  readonly blockName: string
}

/** Whether a criterion speaks for a route, and which. */
export class InForce {
  readonly #rules: Snapshot['rules']
  readonly #authorityId: string
  readonly #known = new Map<string, readonly Criterion[]>()

  constructor(rules: Snapshot['rules'], authorityId: string) {
    this.#rules = rules
    this.#authorityId = authorityId
  }

  at({ routeId, blockId, roadClass }: Scoped): readonly Criterion[] {
    let found = this.#known.get(routeId)
    if (found === undefined) {
      const route = { id: routeId, blockId, roadClass, authorityId: this.#authorityId }
      found = criteriaInForce(this.#rules.criteria, route, this.#rules.activeModes)
      this.#known.set(routeId, found)
    }
    return found
  }

  /** A judgement by what is in force there now, not by what has been replaced since. */
  counts(judgement: StandingJudgement): boolean {
    const { criterionId, criterionVersion } = judgement
    return this.at(judgement).some((it) => it.id === criterionId && it.version === criterionVersion)
  }
}

/** Sensors in doubt on routes that a criterion watches; those that are being worked on are not. */
export function sensorsInDoubt(
  { silent, judgements, rules }: Pick<Snapshot, 'silent' | 'judgements' | 'rules'>,
  inForce: InForce,
): BoardSensor[] {
  const found = new Map<string, BoardSensor>()
  for (const sensor of silent) {
    if (rules.maintenance.has(sensor.deviceId) || inForce.at(sensor).length === 0) continue
    found.set(sensor.deviceId, silentSensor(sensor))
  }
  for (const judgement of judgements) {
    if (!inForce.counts(judgement)) continue
    for (const [code, deviceId] of suspectsOf(judgement)) {
      // what is doubted was heard, whatever the timer last wrote down
      const heard = (found.get(deviceId)?.trouble ?? 'never-seen') === 'never-seen'
      if (!heard || rules.maintenance.has(deviceId)) continue
      const why = [troubleSentence(code)].filter((it) => it !== undefined)
      found.set(deviceId, { deviceId, trouble: 'suspect', since: null, why, ...placeOf(judgement) })
    }
  }
  return [...found.values()]
}

/** Sensors that are not heard where no criterion would miss them; those that are being worked on are not. */
export function countUnwatched({ silent, rules }: Pick<Snapshot, 'silent' | 'rules'>, inForce: InForce): number {
  return silent.filter((it) => !rules.maintenance.has(it.deviceId) && inForce.at(it).length === 0).length
}

/** Routes that nothing judges: no dispatch criterion is in force, or one is and no sensor speaks for them. */
export function countUnjudged(sensing: readonly Sensing[], inForce: InForce) {
  const sensedBlocks = new Set(sensing.flatMap((it) => (it.sensed ? it.blockId : [])))
  let withoutCriterion = 0
  let withoutSensors = 0
  for (const route of sensing) {
    const criterion = inForce.at(route).find((it) => it.level === 'dispatch')
    if (criterion === undefined) withoutCriterion++
    else if (!route.sensed && !(criterion.points === 'block' && sensedBlocks.has(route.blockId))) withoutSensors++
  }
  return { withoutCriterion, withoutSensors }
}

/** Routes of which a dispatch criterion in force cannot tell, the longest first. */
export function unknownRoutes(judgements: readonly StandingJudgement[], inForce: InForce): UnknownRoute[] {
  const unknown = judgements.filter((it) => it.result === 'unknown' && inForce.counts(it))
  const byRoute = new Map(unknown.toSorted((a, b) => b.sinceMs - a.sinceMs).map((it) => [it.routeId, it]))
  return [...byRoute.values()]
    .toSorted((a, b) => a.sinceMs - b.sinceMs || (a.routeId < b.routeId ? -1 : 1))
    .map((it) => ({ ...placeOf(it), since: it.active ? null : toIso(it.sinceMs) }))
}

/** Routes on which a dispatch criterion in force holds. */
export function countAboveTrigger(judgements: readonly StandingJudgement[], inForce: InForce): number {
  const holding = judgements.filter((it) => it.active && inForce.counts(it) && isDispatch(it, inForce))
  return new Set(holding.map((it) => it.routeId)).size
}

function isDispatch(judgement: StandingJudgement, inForce: InForce): boolean {
  return inForce.at(judgement).some((it) => it.id === judgement.criterionId && it.level === 'dispatch')
}

function suspectsOf({ reasons }: StandingJudgement): (readonly [code: string, deviceId: string])[] {
  return reasons.flatMap((reason) => {
    const [code = '', ...device] = reason.split(':')
    return SUSPECT.includes(code) && device.length > 0 ? [[code, device.join(':')] as const] : []
  })
}

function silentSensor(sensor: SilentSensor): BoardSensor {
  const why = [troubleSentence(sensor.status)].filter((it) => it !== undefined)
  const { deviceId, status, sinceMs } = sensor
  return { deviceId, trouble: status, since: isoOrNull(sinceMs), why, ...placeOf(sensor) }
}

function placeOf({ routeId, routeName, roadClass, blockId, blockName }: Somewhere): Somewhere {
  return { routeId, routeName, roadClass, blockId, blockName }
}
