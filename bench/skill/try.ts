import { changePaths } from '../../src/predict/analogs.ts'
import { calibrated } from '../../src/predict/isotonic.ts'
import { casesOf } from './cases.ts'
import { ALERT_RULES, type Chance, courseOf, rawChance, runRule } from './events.ts'
import { learn } from './learn.ts'
import { RateEnsemble } from './rate-ensemble.ts'
import { replay } from './replay.ts'
import { BASELINES, crps, isCovered, membersAt } from './scores.ts'
import { hindsightSnowfall, SKILLS, simulateAll } from './simulated-forecast.ts'
import { readStations } from './stations.ts'
const T0 = performance.now(); const lap = (s: string) => console.log(s, ((performance.now() - T0) / 1000).toFixed(1))
const { stations } = readStations('../shared/data/depth')
const base = stations.map((s) => { const hours = replay(s); return { hours, snow: hindsightSnowfall(hours) } }); lap('replayed')
console.log(base.map((b, i) => stations[i]!.name.slice(0, 6) + ' ' + b.snow.reduce((x, y) => x + y, 0).toFixed(0)).join(' '))
const tracks = [5, 10].map((cm) => stations.map((s) => replay(s, { passAtCm: cm }))); lap('tracks')
for (const skill of ['medium'] as const) {
  const sim = simulateAll(base, SKILLS[skill], 7); const cases = casesOf(sim.stations); lap(`cases ${cases.length} active ${cases.filter((c) => c.active).length} csi ${sim.csi.toFixed(3)} errors ${sim.errors.toFixed(2)}`)
  const byStation = stations.map((_, s) => new Map(cases.filter((c) => c.station === s).map((c) => [c.index, c])))
  const courses = stations.map((_, s) => [5, 10].map((cm, t) => courseOf(tracks[t]![s]!, new Set(byStation[s]!.keys()), cm)))
  const S: Record<string, number[]> = {}; const A: Record<string, number[]> = {}; const put = (o: typeof S, n: string, k: number, v: number) => { (o[n] ??= [0, 0, 0, 0, 0, 0])[k]! += v }
  const C = [0, 0, 0, 0, 0, 0], R = [0, 0, 0, 0, 0, 0]; let cov = 0, cn = 0; const covS: string[] = []
  const ev: Record<string, { h: number; m: number; f: number; l: number[] }>[] = [{}, {}]
  for (const [s] of stations.entries()) {
    const train = cases.filter((c) => c.station !== s); const tc = courses.map((c, i) => i === s ? [] : c)
    const model = learn(train, tc); const rate = new RateEnsemble(train); let sc = 0, sn = 0
    if (s === 0) console.log(model.withForecast.weights, model.withoutForecast.weights, model.crossing.from.map((f, i) => f.toFixed(2) + '→' + model.crossing.values[i]!.toFixed(2)).join(' '))
    const ch: Map<number, Chance>[] = [new Map(), new Map()]
    for (const c of byStation[s]!.values()) {
      const paths = changePaths(c.situation, model.withForecast)
      for (const t of [0, 1]) { const d = courses[s]![t]!.depthSincePassCm[c.index]; if (d == null) continue; const r = rawChance(paths, [5, 10][t]! - d); const raw = process.env.RAW; ch[t]!.set(c.index, raw ? r : { within3h: calibrated(model.crossing, r.within3h), within6h: calibrated(model.crossing, r.within6h) }) }
      for (let k = 0; k < 6; k++) { const t = c.truthCm[k]; if (t == null) continue; const m = membersAt(paths, k, c.situation.levelCm); const p50 = (m[59]! + m[60]!) / 2
        put(S, 'ours', k, Math.abs(p50 - t)); for (const [n, f] of Object.entries(BASELINES)) { const e = Math.abs(f(c, k) - t); put(S, n, k, e); if (c.active) put(A, n, k, e) }
        if (c.active) { put(A, 'ours', k, Math.abs(p50 - t)); C[k]! += crps(m, t); R[k]! += crps(rate.members(c, k), t); const i = isCovered(m, t) ? 1 : 0; cov += i; cn++; sc += i; sn++ } }
    }
    covS.push((sc / sn).toFixed(2))
    for (const t of [0, 1]) for (const [n, rule] of Object.entries(ALERT_RULES)) { const r = runRule(rule, courses[s]![t]!, byStation[s]!, ch[t]!); const q = (ev[t]![n] ??= { h: 0, m: 0, f: 0, l: [] }); q.h += r.hits; q.m += r.missed; q.f += r.falseAlarms; q.l.push(...r.leadsH); if (process.env.V && n === 'P(cross)') console.log(stations[s]!.name, t, r.hits, r.missed, r.falseAlarms) }
  }
  lap('done')
  const P = A.persistence!, F = A['forecast alone']!
  for (const [n, v] of Object.entries(A)) console.log(n.padEnd(18), 'active/pers', v.map((x, k) => (x / P[k]!).toFixed(3)).join(' '), ' all/pers', S[n]!.map((x, k) => (x / S.persistence![k]!).toFixed(3)).join(' '))
  console.log('vs forecast 6h', (A.ours![5]! / F[5]!).toFixed(3), 'CRPS', C.map((x, k) => (x / R[k]!).toFixed(3)).join(' '), 'pooled', (C.reduce((a, b) => a + b) / R.reduce((a, b) => a + b)).toFixed(3), 'cov', (cov / cn).toFixed(3), covS.join(' '))
  for (const t of [0, 1]) for (const [n, q] of Object.entries(ev[t]!)) { const l = q.l.sort((a, b) => a - b); console.log([5, 10][t], n.padEnd(22), q.h + q.m, 'POD', (q.h / (q.h + q.m)).toFixed(2), 'FAR', (q.f / (q.f + q.h)).toFixed(2), 'CSI', (q.h / (q.h + q.m + q.f)).toFixed(2), l[l.length >> 1]) }
}
