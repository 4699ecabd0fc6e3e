import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SRC = join(ROOT, 'src')

interface Source {
  /** Path below src/, e.g. `snow/fold.ts`. */
  readonly path: string
  readonly text: string
  /** What it imports: paths below src/, or package names. */
  readonly imports: readonly string[]
}

function sources(dir = SRC): Source[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) return sources(path)
    if (!name.endsWith('.ts')) return []
    const text = readFileSync(path, 'utf8')
    const specifiers = [...text.matchAll(/(?:from|import)\s+'([^']+)'|import\('([^']+)'\)/g)].map(
      (it) => it[1] ?? it[2] ?? '',
    )
    const imports = specifiers.map((it) => (it.startsWith('.') ? relative(SRC, resolve(dirname(path), it)) : it))
    return [{ path: relative(SRC, path), text, imports }]
  })
}

const ALL = sources()
const CORE_FOLDERS = ['domain', 'problems', 'decode', 'quality', 'snow', 'predict', 'criteria']
/** Core folders within a shell's. */
const CORE_SUBFOLDERS = ['deliver/message', 'forecast/providers']
const CORE_FILES = [
  'errors.ts',
  'dispatch/order-machine.ts',
  'dispatch/roster.ts',
  'dispatch/roster-coverage.ts',
  'dispatch/deadline.ts',
  'dispatch/policy.ts',
  'dispatch/settings.ts',
  'device-life/health.ts',
  'device-life/skew.ts',
  'device-life/battery.ts',
  'deliver/sign.ts',
  'deliver/backoff.ts',
  'deliver/breaker.ts',
  'deliver/verdict.ts',
  'forecast/provider.ts',
  'forecast/snowfall.ts',
  'forecast/cells.ts',
  'forecast/cron.ts',
  'forecast/budget.ts',
  'forecast/pause.ts',
  'forecast/witness.ts',
  'replay/plan.ts',
  'replay/responder.ts',
  'replay/route-tally.ts',
  'replay/differences.ts',
  'replay/plot-course.ts',
  'replay/snow-now.ts',
  'replay/span.ts',
]
/** Pure libraries, and the parts of Node that only compute. */
const CORE_PACKAGES = [
  'simple-statistics',
  'typebox',
  'typebox/value',
  'typebox/compile',
  'ipaddr.js',
  // for reading cron expressions only; the moments are computed from the time given
  'node-cron',
  'node:crypto',
  'node:buffer',
]

function isCore(path: string): boolean {
  return (
    CORE_FILES.includes(path) || [...CORE_FOLDERS, ...CORE_SUBFOLDERS].some((folder) => path.startsWith(`${folder}/`))
  )
}

/** Pure helpers the single core files of a shell may share. */
const CORE_NEIGHBOURS = ['deliver/address-guard.ts', 'deliver/guarded-request.ts', 'store/deliveries/delivery.ts']

describe('the functional core', () => {
  test('imports only the core and pure packages', () => {
    const wrong = ALL.filter((it) => isCore(it.path)).flatMap(({ path, text, imports }) =>
      imports
        .filter((it) => !(isCore(it) || CORE_PACKAGES.includes(it)))
        .filter(
          (it) =>
            !(CORE_NEIGHBOURS.includes(it) && new RegExp(`import type [^\\n]*${it.split('/').at(-1)}`).test(text)),
        )
        .map((it) => `${path} → ${it}`),
    )
    expect(wrong).toEqual([])
  })

  test('knows no clock, randomness, environment or console', () => {
    const impure =
      /Date\.now\(|new Date\(\)|Math\.random|process\.|console\.|setTimeout|setInterval|randomBytes\(|randomUUID\(/
    expect(ALL.filter((it) => isCore(it.path) && impure.test(it.text)).map((it) => it.path)).toEqual([])
  })
})

describe('time and environment', () => {
  test('the wall clock is read in clock.ts alone', () => {
    const wrong = ALL.filter((it) => /Date\.now\(\)|new Date\(\)|Math\.random\(/.test(it.text)).map((it) => it.path)
    expect(wrong).toEqual(['clock.ts'])
  })

  test('the environment is read by the two processes’ entries alone', () => {
    const wrong = ALL.filter((it) => /process\.env/.test(it.text)).map((it) => it.path)
    expect(wrong.sort()).toEqual(['cli/main.ts', 'main.ts'])
  })
})

/** Stage → stages whose files it may import, beside the core, the store and the files directly under src/. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  store: [],
  ingest: [],
  dispatch: [],
  deliver: [],
  // people: passwords, sessions, administration; works on the store alone
  access: [],
  decide: ['dispatch'],
  district: ['deliver'],
  // the port by which it reaches devices
  'device-life': ['ingest'],
  forecast: [],
  figures: [],
  replay: ['decide', 'forecast', 'district'],
  api: ['access', 'dispatch', 'decide', 'deliver', 'device-life', 'district', 'forecast', 'replay'],
  cli: ['access', 'district', 'deliver', 'device-life', 'dispatch', 'api', 'forecast', 'replay'],
}

test('stages meet in service.ts alone', () => {
  const wrong = ALL.flatMap(({ path, imports }) => {
    const stage = path.split('/')[0] ?? ''
    if (!path.includes('/') || isCore(path)) return []
    return imports
      .filter((it) => it.includes('/') && !it.startsWith('node:') && !it.startsWith('@') && !it.startsWith('..'))
      .filter((it) => it.endsWith('.ts') && !isCore(it))
      .map((it) => ({ it, other: it.split('/')[0] ?? '' }))
      .filter(({ other }) => other !== stage && other !== 'store' && !(ALLOWED[stage] ?? []).includes(other))
      .map(({ it }) => `${path} → ${it}`)
  })
  expect(wrong).toEqual([])
})

test('the store imports no stage but its codecs', () => {
  const wrong = ALL.filter((it) => it.path.startsWith('store/')).flatMap(({ path, imports }) =>
    imports
      .filter((it) => it.endsWith('.ts') && it.includes('/'))
      .filter((it) => !it.startsWith('store/') && !isCore(it) && !['clock.ts', 'loop.ts', 'config.ts'].includes(it))
      .map((it) => `${path} → ${it}`),
  )
  expect(wrong).toEqual([])
})

test('the tree in docs/architecture.md is the tree', () => {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  const [, tree = ''] = text.split('```\nsrc/\n')
  const drawn = [...(tree.split('```')[0] ?? '').matchAll(/^ {2}(\S+)\s+(\*)? ?/gm)]
  const names = drawn.map((it) => it[1] ?? '')
  const real = readdirSync(SRC).map((name) => (statSync(join(SRC, name)).isDirectory() ? `${name}/` : name))
  expect(names.toSorted()).toEqual(real.toSorted())
  const starred = drawn.filter((it) => it[2] === '*').map((it) => (it[1] ?? '').replace('/', ''))
  expect(starred.toSorted()).toEqual([...CORE_FOLDERS, 'errors.ts'].toSorted())
})

test('no file is much longer than one can read', () => {
  const long = ALL.filter((it) => it.text.split('\n').length > 400).map((it) => it.path)
  expect(long).toEqual([])
})
