import './chart.css'
import { type KeyboardEvent, lazy, Suspense, useMemo, useState } from 'react'
import { Icon } from '../../../shared/icons.tsx'
import { currentLanguage } from '../../../shared/language.ts'
import { clockText } from '../../../shared/times.ts'
import { Loading } from '../../ui/Problem.tsx'
import { MEASURES, type Measure } from '../api.ts'
import { useWords } from '../words.ts'
import { Events } from './Events.tsx'
import { Legend } from './Legend.tsx'
import type { ChartModel } from './model.ts'
import { type Asked, RANGES, turned } from './ranges.ts'
import { cmText, levelText, readAt } from './readout.ts'
import { SeriesTable } from './SeriesTable.tsx'
import { held, panned, type View, zoomed } from './view.ts'

const Canvas = lazy(() => import('./Canvas.tsx'))

interface SeriesChartProps {
  readonly name: string
  readonly model: ChartModel
  readonly asked: Asked
  /** Shown first: what the criterion in force looks at. */
  readonly measure: Measure
  onAsk(asked: Asked): void
}

const ZOOM = 0.6
const PAN_SHARE = 0.25

/** A chart of snow through time: what was, what is unknown, what may come, and everything that happened, on one axis. */
export function SeriesChart({ name, model, asked, measure: first, onAsk }: SeriesChartProps) {
  const { t } = useWords()
  const [chosen, setMeasure] = useState<Measure | null>(null)
  const measure = chosen ?? first
  const [zoom, setZoom] = useState<View | null>(null)
  const [cursorMs, setCursor] = useState<number | null>(null)
  const whole = useMemo(() => wholeOf(model), [model])
  const view = zoom === null ? whole : held(zoom, whole)
  const language = currentLanguage()
  const timeText = (atMs: number) => clockText(atMs, model.nowMs, model.timeZone, language)
  const change = (by: (view: View) => View) => setZoom((now) => by(now === null ? whole : held(now, whole)))
  const ask = (next: Asked) => {
    setZoom(null)
    setCursor(null)
    onAsk(next)
  }
  const cursor = cursorMs ?? model.endMs
  const read = [timeText(cursor), ...readAt(model, cursor, view.toMs - view.fromMs, t)]
  const words = {
    now: t('chart.now'),
    level: (it: ChartModel['levels'][number]) => levelText(it, t),
    release: (cm: number) => t('chart.release', { cm: cmText(cm) }),
    day: (atMs: number) => dayText(atMs, model.timeZone, language),
  }
  const keys = (event: KeyboardEvent) => {
    const done = onKey(event, { cursor, view, whole, setCursor, change, reset: () => setZoom(null) })
    if (done) event.preventDefault()
  }
  return (
    <div className="series-chart">
      <div className="series-bar no-print">
        <Choice
          label={t('chart.range')}
          options={RANGES}
          value={asked.range}
          text={(it) => t(`chart.${it}`)}
          onChoose={(range) => ask({ ...asked, range })}
        />
        <div className="series-steps">
          <Step icon="back" label={t('chart.earlier')} onPress={() => ask(turned(asked, -1, model.nowMs))} />
          <Step
            icon="next"
            label={t('chart.later')}
            disabled={asked.endMs === null}
            onPress={() => ask(turned(asked, 1, model.nowMs))}
          />
          {asked.endMs !== null && (
            <button type="button" className="button" onClick={() => ask({ ...asked, endMs: null })}>
              {t('chart.latest')}
            </button>
          )}
          <Step
            icon="plus"
            label={t('chart.zoomIn')}
            onPress={() => change((it) => zoomed(it, middle(it, cursor), ZOOM, whole))}
          />
          <Step
            icon="none"
            label={t('chart.zoomOut')}
            disabled={zoom === null}
            onPress={() => change((it) => zoomed(it, middle(it, cursor), 1 / ZOOM, whole))}
          />
        </div>
        <Choice<Measure>
          label={t('chart.measure')}
          options={MEASURES}
          value={measure}
          text={(it) => t(`measure.${it}`)}
          onChoose={setMeasure}
        />
      </div>
      {/* the cursor over time is a slider: its value is read out in words as it moves */}
      <div
        className="series-plot"
        role="slider"
        tabIndex={0}
        aria-label={t('chart.title', { name })}
        aria-describedby="series-keys"
        aria-valuemin={view.fromMs}
        aria-valuemax={view.toMs}
        aria-valuenow={Math.round(Math.min(view.toMs, Math.max(view.fromMs, cursor)))}
        aria-valuetext={read.join('、')}
        onKeyDown={keys}
      >
        <Suspense fallback={<Loading />}>
          <Canvas {...{ model, measure, view, whole, cursorMs, words }} onView={change} onCursor={setCursor} />
        </Suspense>
      </div>
      <p className="series-read" aria-hidden="true">
        <strong className="number">{read[0]}</strong>
        {read.slice(1).map((it) => (
          <span key={it}>{it}</span>
        ))}
      </p>
      <Legend model={model} measure={measure} />
      {model.resolution !== 'reading' && (
        <p className="small soft">{t('chart.rolledUp', { step: t(`chart.${model.resolution}`) })}</p>
      )}
      <p id="series-keys" className="small soft no-print">
        {t('chart.keys')}
      </p>
      <Events model={model} view={view} timeText={timeText} />
      <SeriesTable name={name} model={model} timeText={timeText} />
    </div>
  )
}

/** As much of what is to come as has been: in a night's chart the night stays the greater part. */
function wholeOf({ fromMs, endMs, nowMs, toMs }: ChartModel): View {
  if (endMs < nowMs) return { fromMs, toMs: endMs }
  return { fromMs, toMs: Math.max(nowMs, Math.min(toMs, nowMs + (nowMs - fromMs))) }
}

/** Zooming by button keeps the cursor's moment where it is in sight. */
function middle({ fromMs, toMs }: View, cursorMs: number): number {
  return cursorMs >= fromMs && cursorMs <= toMs ? cursorMs : (fromMs + toMs) / 2
}

function dayText(atMs: number, timeZone: string, language: 'ja' | 'en'): string {
  const locale = language === 'ja' ? 'ja-JP' : 'en-GB'
  return new Intl.DateTimeFormat(locale, { timeZone, month: 'short', day: 'numeric' }).format(atMs)
}

interface Keyed {
  readonly cursor: number
  readonly view: View
  readonly whole: View
  setCursor(atMs: number): void
  change(by: (view: View) => View): void
  reset(): void
}

/** Steps of the cursor: a hundredth of what is in sight, or a tenth. */
const FINE = 100
const COARSE = 10

/** @returns whether the key was for the chart. */
function onKey(event: KeyboardEvent, { cursor, view, whole, setCursor, change, reset }: Keyed): boolean {
  const { key, shiftKey } = event
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const spanMs = view.toMs - view.fromMs
  const go = (atMs: number) => {
    const within = Math.min(whole.toMs, Math.max(whole.fromMs, atMs))
    setCursor(within)
    // what is looked at stays in sight
    if (within < view.fromMs || within > view.toMs)
      change((it) => panned(it, (within - (it.fromMs + it.toMs) / 2) / spanMs, whole))
    return true
  }
  const turn = (by: (view: View) => View) => {
    change(by)
    return true
  }
  const side = key === 'ArrowRight' || key === 'PageUp' ? 1 : -1
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return shiftKey ? turn((it) => panned(it, side * PAN_SHARE, whole)) : go(cursor + (side * spanMs) / FINE)
    case 'PageUp':
    case 'PageDown':
      return go(cursor + (side * spanMs) / COARSE)
    case 'Home':
      return go(view.fromMs)
    case 'End':
      return go(view.toMs)
    case '+':
    case ';':
      return turn((it) => zoomed(it, middle(it, cursor), ZOOM, whole))
    case '-':
      return turn((it) => zoomed(it, middle(it, cursor), 1 / ZOOM, whole))
    case '0':
      reset()
      return true
    default:
      return false
  }
}

interface ChoiceProps<O extends string> {
  readonly label: string
  readonly options: readonly O[]
  readonly value: O
  text(option: O): string
  onChoose(option: O): void
}

function Choice<O extends string>({ label, options, value, text, onChoose }: ChoiceProps<O>) {
  return (
    <fieldset className="series-choice">
      <legend className="hidden-text">{label}</legend>
      {options.map((it) => (
        <button key={it} type="button" className="button" aria-pressed={it === value} onClick={() => onChoose(it)}>
          {text(it)}
        </button>
      ))}
    </fieldset>
  )
}

interface StepProps {
  readonly icon: 'back' | 'next' | 'plus' | 'none'
  readonly label: string
  readonly disabled?: boolean
  onPress(): void
}

function Step({ icon, label, disabled = false, onPress }: StepProps) {
  return (
    <button
      type="button"
      className="button series-step"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  )
}
