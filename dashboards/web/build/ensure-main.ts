import { ensureWeb } from './ensure.ts'

/** Before `npm start` and `npm run demo`: pages that cannot be built keep nobody from plowing. */
try {
  await ensureWeb((line) => void process.stderr.write(`${line}\n`))
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  process.stderr.write(`The web pages could not be built (${why}); starting without a new build.\n`)
}
