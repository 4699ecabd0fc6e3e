import type { Quorum, WindowH } from '../../domain/criterion.ts'
import type { Reason } from '../../domain/decision.ts'
import type { Facts } from '../facts.ts'
import { type Panel, panelOf, tooFew } from '../quorum.ts'
import type { SensorView } from '../sensor-view.ts'
import type { Verdict } from '../verdict.ts'

/** Snowfall of one window at one sensor. */
interface Fallen {
  readonly sensor: SensorView
  readonly newSnowCm: number
}

/** Sensors that can tell the snowfall of a window, and what speaks against them. */
export interface WindowPanel extends Panel {
  /** Not empty. */
  readonly fallen: readonly Fallen[]
}

/**
 * Who takes part in a rule on the snowfall of a window. A sensor whose record does not cover the window takes no part,
 * like one that is silent: "not told" is not "none".
 * @returns the verdict `unknown` when too few are left.
 */
export function windowPanel(quorum: Quorum, windowH: WindowH, facts: Facts): WindowPanel | Verdict {
  const panel = panelOf(quorum, facts, false)
  const fallen: Fallen[] = []
  const uncovered: Reason[] = []
  for (const sensor of panel.usable) {
    const window = sensor.snowfall.find((it) => it.hours === windowH)
    const newSnowCm = window?.newSnowCm ?? null
    if (newSnowCm !== null) fallen.push({ sensor, newSnowCm })
    else {
      const { device } = sensor
      uncovered.push({ code: 'window-not-covered', device, windowH, coveredH: window?.coveredH ?? 0 })
    }
  }
  const covered = {
    ...panel,
    usable: fallen.map((it) => it.sensor),
    doubts: [...panel.doubts, ...uncovered],
    fallen,
  }
  return tooFew(quorum, covered) ?? covered
}
