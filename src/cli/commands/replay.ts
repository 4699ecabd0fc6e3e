import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Config } from '../../config.ts'
import type { Authority } from '../../domain/route.ts'
import { MINUTE_MS, toIso } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { readCriteriaText } from '../../replay/criteria-file.ts'
import type { History } from '../../replay/history.ts'
import { type Note, notesOn } from '../../replay/notes.ts'
import { DEFAULT_STEP_MIN, type ReplayPlan } from '../../replay/plan.ts'
import { type Labelled, reportPage } from '../../replay/report/page.ts'
import { requireKept } from '../../replay/require-kept.ts'
import { RESPONSE_DEFAULTS } from '../../replay/responder.ts'
import { summaryOf } from '../../replay/result.ts'
import { runReplay } from '../../replay/run.ts'
import { openSource, type Source } from '../../replay/source.ts'
import { spanEnd } from '../../replay/span.ts'
import { openStoredHistory } from '../../replay/stored-history.ts'
import { weatherSettings } from '../../replay/weather-settings.ts'
import { type Cli, chooseAuthority } from '../cli.ts'
import { ProgressBar } from '../progress-bar.ts'
import { countOption, numberOption, UsageError } from '../usage-error.ts'
import { replayText } from './replay-text.ts'

interface Options {
  readonly criterion: string
  readonly compare?: string
  readonly from?: string
  readonly to?: string
  readonly data?: string
  readonly authority?: string
  readonly route?: readonly string[]
  readonly report?: string
  readonly lang: 'ja' | 'en'
  readonly step: number
  readonly passes: 'modelled' | 'recorded'
  readonly approveMin: number
  readonly answerMin: number
  readonly mobiliseMin: number
  readonly needCm?: number
  readonly plowMin: number
  readonly deadline?: string
}

/** Plow minutes of a station's route, which nobody has described: an hour's round. */
const STATION_PLOW_MIN = 60

/** `yukiban replay`: what criteria would have ordered over a history. */
export function addReplayCommand(program: Command, cli: Cli): void {
  program
    .command('replay')
    .description('what a set of criteria would have ordered over stored or imported history')
    .requiredOption('--criterion <file>', 'the whole set to replay: one criterion or several, JSON or YAML')
    .option('--compare <file>', 'a second set, side by side over the same history')
    .option('--from <time>', 'ISO time, or local date or time of the authority; imported history: its beginning')
    .option('--to <time>', 'the same; a date belongs to the span; imported history: its end')
    .option('--data <path>', 'a data folder or backup, a folder with district.json and readings, or a station CSV')
    .option('--authority <id>', 'whose roads, where there are several')
    .option('--route <id...>', 'only these routes')
    .option('--report <file>', 'write an HTML report with a plot per route')
    .addOption(new Option('--lang <language>', 'of the report').choices(['ja', 'en']).default('ja'))
    .option('--step <minutes>', 'between judgements', countOption, DEFAULT_STEP_MIN)
    .addOption(
      new Option('--passes <which>', 'recorded: no modelled passes, only those on record clear the road')
        .choices(['modelled', 'recorded'])
        .default(RESPONSE_DEFAULTS.passes),
    )
    .option('--approve-min <minutes>', 'until an officer approves', minutesOption, RESPONSE_DEFAULTS.approveMin)
    .option('--answer-min <minutes>', 'until a contractor accepts', minutesOption, RESPONSE_DEFAULTS.answerMin)
    .option('--mobilise-min <minutes>', 'until the crew is on the road', minutesOption, RESPONSE_DEFAULTS.mobiliseMin)
    .option('--need-cm <cm>', 'snow that must not stand at the deadline; default: the trigger', numberOption)
    .option('--plow-min <minutes>', 'of a station CSV: time to plow its route', countOption, STATION_PLOW_MIN)
    .option('--deadline <HH:MM>', 'of a station CSV: deadline of its route', clockOption)
    .action((options: Options) => replay(cli, options))
}

async function replay(cli: Cli, options: Options): Promise<void> {
  const config = cli.config()
  const { cellDeg } = config.forecast
  await using source = await openSource(options.data ?? config.dataDir, {
    timeZone: config.timeZone,
    cellDeg,
    maxAheadMs: config.reading.maxAheadMs,
    station: { plowMinutes: options.plowMin, deadline: options.deadline ?? null },
    nowMs: cli.nowMs,
  })
  const authority = source.imported?.authority ?? (await chooseAuthority(source.db, options.authority))
  const span = spanOf(options, source, authority)
  if (options.data === undefined) requireKept(span.fromMs, config.influx, cli.nowMs)
  const files = options.compare === undefined ? [options.criterion] : [options.criterion, options.compare]
  const plans = files.map((file) => ({
    label: basename(file),
    plan: planOf(options, config, span, readText(file), authority),
  }))
  const forecast = weatherSettings(config.forecast)
  using history = await openStoredHistory({ db: source.db, dataDir: source.dataDir, authority, forecast })
  const replays = await runAll(cli, history, plans)
  const notes = notesOf(
    source,
    history,
    plans.map((it) => it.plan),
  )
  if (options.report !== undefined) writeReport(options.report, replays, options.lang, notes)
  for (const note of notes) cli.note(`note: ${note.en}`)
  const results = replays.map(({ label, result }) => ({ label, ...summaryOf(result) }))
  const [first] = results
  const value = results.length === 1 ? { ...first, notes } : { replays: results, notes }
  cli.print(value, replayText(replays, options.report))
}

async function runAll(
  cli: Cli,
  history: History,
  plans: readonly { readonly label: string; readonly plan: ReplayPlan }[],
): Promise<Labelled[]> {
  using bar = new ProgressBar(cli.world.stderr, cli.world.clock)
  const replays: Labelled[] = []
  for (const [index, { label, plan }] of plans.entries()) {
    const onProgress = ({ share, at }: { share: number; at: string }) =>
      bar.show((index + share) / plans.length, plans.length > 1 ? `${label} ${at}` : at)
    replays.push({ label, result: await runReplay(history, plan, { onProgress }) })
  }
  return replays
}

function planOf(
  options: Options,
  config: Config,
  span: { readonly fromMs: number; readonly toMs: number },
  text: string,
  authority: Authority,
): ReplayPlan {
  const { passes, approveMin, answerMin, mobiliseMin } = options
  return {
    criteria: readCriteriaText(text, authority.id),
    ...span,
    stepMs: options.step * MINUTE_MS,
    routeIds: options.route ?? null,
    response: { passes, approveMin, answerMin, mobiliseMin },
    needCm: options.needCm ?? null,
    windowMs: config.replayWindowMs,
    maxAheadMs: config.reading.maxAheadMs,
  }
}

function spanOf(
  { from, to }: Options,
  { imported }: Source,
  { timeZone }: Authority,
): { fromMs: number; toMs: number } {
  const end = (name: 'from' | 'to', text: string | undefined, recordedMs: number | undefined) => {
    if (text === undefined) {
      if (recordedMs !== undefined) return recordedMs
      throw new UsageError(`name the span with --${name}`, [{ field: `--${name}`, message: 'is missing' }])
    }
    const atMs = spanEnd(text, timeZone, name)
    if (atMs !== undefined) return atMs
    const message = `must be an ISO 8601 time, or a date or time on the clock of ${timeZone} such as 2026-01-20T18:00`
    throw new UsageError('the span is not valid', [{ field: `--${name}`, value: text, message }])
  }
  const recorded = imported?.span
  const fromMs = end('from', from, recorded?.fromMs)
  // The reading at the very end belongs to the span.
  const toMs = end('to', to, recorded == null ? undefined : recorded.toMs + 1)
  if (fromMs < toMs) return { fromMs, toMs }
  throw new UsageError('the span is not valid', [
    { field: '--to', value: toIso(toMs), message: `must be after --from (${toIso(fromMs)})` },
  ])
}

function notesOf(source: Source, history: History, plans: readonly ReplayPlan[]): Note[] {
  const notes = [...(source.imported?.notes ?? []), ...plans.flatMap((it) => notesOn(history, it))]
  return notes.filter((it, index) => notes.findIndex((other) => other.en === it.en) === index)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('not-found', `cannot read ${file}: ${why}`, { cause })
  }
}

function writeReport(file: string, replays: readonly Labelled[], language: 'ja' | 'en', notes: readonly Note[]): void {
  try {
    writeFileSync(file, reportPage(replays, { language, notes }))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('store-unavailable', `cannot write ${file}: ${why}`, { cause })
  }
}

function minutesOption(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of minutes.')
  return Number(text)
}

function clockOption(text: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) throw new InvalidArgumentError('It must be a time of day HH:MM.')
  return text
}
