import { buildWeb } from './build.ts'
import { FIRST_LOAD_LIMIT_BYTES, firstLoadBytes, sizesOf } from './sizes.ts'
import { DIST } from './source-hash.ts'

/** `npm run build:web`: builds the pages and prints what a reader has to load. */
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10)

await buildWeb()
const sizes = sizesOf(DIST, 'index.html')
for (const { path, gzipBytes, first } of sizes.toSorted((a, b) => Number(b.first) - Number(a.first))) {
  console.log(`${first ? 'first' : 'later'} ${kB(gzipBytes)}  ${path}`)
}
const sum = firstLoadBytes(sizes)
console.log(`first ${kB(sum)}  residents' pages, gzip (limit ${kB(FIRST_LOAD_LIMIT_BYTES).trim()})`)
if (sum > FIRST_LOAD_LIMIT_BYTES) {
  console.error('The first load is larger than its limit: load what is not needed at once with import().')
  process.exitCode = 1
}
