import 'uplot/dist/uPlot.min.css'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Measure } from '../api.ts'
import { listenGestures } from './gestures.ts'
import { drawForPaper, useLook } from './look.ts'
import type { ChartModel } from './model.ts'
import { createPlot, type Plot, type PlotOptions } from './plot.ts'
import { panned, type View, zoomed } from './view.ts'

interface CanvasProps {
  readonly model: ChartModel
  readonly measure: Measure
  readonly view: View
  readonly whole: View
  readonly cursorMs: number | null
  readonly words: PlotOptions['words']
  onView(change: (view: View) => View): void
  onCursor(atMs: number): void
}

/** The drawn chart. Loaded with uPlot when a chart is first shown; what it shows is told in words beside it. */
export default function Canvas({ model, measure, view, whole, cursorMs, words, onView, onCursor }: CanvasProps) {
  const root = useRef<HTMLDivElement>(null)
  const [plot, setPlot] = useState<Plot | null>(null)
  const look = useLook()
  const latest = useRef({ view, whole, onView, onCursor, words })
  latest.current = { view, whole, onView, onCursor, words }

  useLayoutEffect(() => {
    const element = root.current
    if (element === null) return
    const { clientWidth: width, clientHeight: height } = element
    const made = createPlot(
      element,
      { model, measure, look, width, height, words: latest.current.words },
      latest.current.view,
    )
    setPlot(made)
    const resized = new ResizeObserver(() => made.resize(element.clientWidth, element.clientHeight))
    resized.observe(element)
    const stopPaper = drawForPaper(made.redraw)
    element.dataset.drawn = ''
    return () => {
      stopPaper()
      resized.disconnect()
      made.destroy()
    }
  }, [model, measure, look])

  useEffect(() => plot?.show(view), [plot, view])

  useEffect(() => {
    const element = root.current
    if (element === null || plot === null) return
    const moment = (left: number) => plot.momentAt(left - plot.area.left)
    return listenGestures(element, {
      point: (left) => latest.current.onCursor(moment(left)),
      drag: (byPx) => latest.current.onView((it) => panned(it, -byPx / plot.area.width, latest.current.whole)),
      zoom: (left, factor) => latest.current.onView((it) => zoomed(it, moment(left), factor, latest.current.whole)),
    })
  }, [plot])

  const inSight = cursorMs !== null && cursorMs >= view.fromMs && cursorMs <= view.toMs
  return (
    <div className="series-canvas" ref={root}>
      {plot !== null && inSight && <Cursor plot={plot} atMs={cursorMs} view={view} />}
    </div>
  )
}

/** Placed by share of the view, not by what is drawn: it never lags behind. */
function Cursor({ plot, atMs, view }: { readonly plot: Plot; readonly atMs: number; readonly view: View }) {
  const { left, top, width, height } = plot.area
  const share = (atMs - view.fromMs) / (view.toMs - view.fromMs)
  return <div className="series-cursor" style={{ left: left + share * width, top, height }} />
}
