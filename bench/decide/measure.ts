import { linearRegression, median } from 'simple-statistics'
import { buildDistrict } from './district.ts'
import { buildScene, evaluateAll, type Findings, keptStates, refoldedStates, type Scene } from './evaluate.ts'

const WARM_UP = 2
const ROUNDS = 5

export interface Timed {
  readonly ms: number
  readonly findings: Findings
}

/** Median time of one evaluation of everything, after a warm-up. */
export async function timeRounds(rounds: number, evaluate: () => Promise<Findings>): Promise<Timed> {
  const took: number[] = []
  let findings = await evaluate()
  for (let round = 1; round < WARM_UP + rounds; round++) {
    const startMs = performance.now()
    findings = await evaluate()
    if (round >= WARM_UP) took.push(performance.now() - startMs)
  }
  return { ms: median(took), findings }
}

export interface Sides {
  readonly kept: Timed
  readonly refolded: Timed
}

/** Both ways of having states, of the same scene, round by round in turn. */
export async function timeSides(scene: Scene): Promise<Sides> {
  const kept: number[] = []
  const refolded: number[] = []
  let findings: { kept?: Findings; refolded?: Findings } = {}
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const startMs = performance.now()
    const ours = await evaluateAll(scene, keptStates(scene))
    const betweenMs = performance.now()
    const theirs = await evaluateAll(scene, refoldedStates(scene))
    const endMs = performance.now()
    findings = { kept: ours, refolded: theirs }
    if (round < WARM_UP) continue
    kept.push(betweenMs - startMs)
    refolded.push(endMs - betweenMs)
  }
  const of = (ms: number[], it: Findings | undefined): Timed => {
    if (it === undefined) throw new Error('no round was run')
    return { ms: median(ms), findings: it }
  }
  return { kept: of(kept, findings.kept), refolded: of(refolded, findings.refolded) }
}

/** Work for 1,000 to 100,000 routes. @returns exponent of growth by a log-log fit: 1 is "twice as many, twice as long". */
export async function measureGrowth(
  sizes: readonly number[],
  nowMs: number,
  say: (line: string) => void,
): Promise<{ exponent: number; ms: Record<string, number> }> {
  const points: [number, number][] = []
  const ms: Record<string, number> = {}
  for (const size of sizes) {
    const scene = buildScene(buildDistrict(size), nowMs)
    const { ms: took } = await timeRounds(3, () => evaluateAll(scene, keptStates(scene)))
    points.push([Math.log(size), Math.log(took)])
    ms[size] = Math.round(took * 10) / 10
    say(`${size} routes: ${took.toFixed(0)} ms`)
  }
  return { exponent: linearRegression(points).m, ms }
}
