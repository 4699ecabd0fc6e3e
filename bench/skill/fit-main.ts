import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packModel } from '../../src/predict/packed-model.ts'
import { datasetOf, replayAll } from './dataset.ts'
import { learn } from './learn.ts'
import { readStations } from './stations.ts'

/** Learns the model of src/predict from a folder of stations, under a simulated forecast of medium skill. */

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' } } })
if (values.data === undefined) {
  process.stderr.write('usage: npm run fit:predict -- --data DIR [--out FILE]\n')
  process.exit(2)
}
const out = values.out ?? fileURLToPath(new URL('../../src/predict/model.json', import.meta.url))
const { stations } = readStations(values.data)
const { cases, courses } = datasetOf(replayAll(stations), 'medium')
const model = packModel(learn(cases, courses))
writeFileSync(out, `${JSON.stringify(model, null, 2)}\n`)
process.stdout.write(`${out}: learnt from ${cases.length} hours of ${stations.length} stations\n`)
