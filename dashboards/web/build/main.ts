import { buildWeb } from './build.ts'
import { FIRST_LOAD_LIMITS_BYTES, firstLoadBytes, sizesOf } from './sizes.ts'
import { DIST } from './source-hash.ts'

/** `npm run build:web`: builds the pages and prints what a reader has to load. */
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10)

await buildWeb()
for (const [page, limitBytes] of Object.entries(FIRST_LOAD_LIMITS_BYTES)) {
  const sizes = sizesOf(DIST, page)
  for (const { path, gzipBytes } of sizes.filter((it) => it.first)) console.log(`${kB(gzipBytes)}  ${path}`)
  const sum = firstLoadBytes(sizes)
  console.log(`${kB(sum)}  ${page}, first load, gzip (limit ${kB(limitBytes).trim()})\n`)
  if (sum <= limitBytes) continue
  console.error(`The first load of ${page} is larger than its limit: load what is not needed at once with import().`)
  process.exitCode = 1
}
