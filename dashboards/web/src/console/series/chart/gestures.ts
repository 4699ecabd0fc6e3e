/** Pointing at, dragging and pinching a chart, with mouse, pen or fingers. */

interface Gestures {
  /** A point is looked at; `left` in CSS pixels from the left edge of the element. */
  point(left: number): void
  /** Dragged by so many CSS pixels to the right. */
  drag(byPx: number): void
  /** @param factor below 1: closer. */
  zoom(left: number, factor: number): void
}

const WHEEL_ZOOM = 1.0025
/** A finger that moved less has tapped. */
const DRAG_PX = 4

/** Listens on an element whose `touch-action` is `pan-y`: up and down scrolls the page. @returns how to stop. */
export function listenGestures(element: HTMLElement, on: Gestures): () => void {
  const pointers = new Map<string, number>()
  let dragging = false
  const left = (event: { readonly clientX: number }) => event.clientX - element.getBoundingClientRect().left
  const spread = () => {
    const [one = 0, other = 0] = pointers.values()
    return { apart: Math.max(1, Math.abs(one - other)), middle: (one + other) / 2 }
  }
  const down = (event: PointerEvent) => {
    pointers.set(String(event.pointerId), left(event))
    dragging = false
    if (event.pointerType !== 'mouse' || event.button === 0) on.point(left(event))
  }
  const move = (event: PointerEvent) => {
    const key = String(event.pointerId)
    const before = pointers.get(key)
    const here = left(event)
    if (before === undefined) {
      if (event.pointerType === 'mouse') on.point(here)
      return
    }
    if (pointers.size === 1) {
      if (!dragging && Math.abs(here - before) < DRAG_PX) return
      if (!dragging) element.setPointerCapture(event.pointerId)
      dragging = true
      pointers.set(key, here)
      on.drag(here - before)
      return
    }
    const was = spread()
    pointers.set(key, here)
    const is = spread()
    on.zoom(is.middle, was.apart / is.apart)
  }
  const up = (event: PointerEvent) => void pointers.delete(String(event.pointerId))
  const wheel = (event: WheelEvent) => {
    // a wheel alone scrolls the page; with Ctrl, as trackpads send a pinch, it zooms; sideways it moves in time
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      on.zoom(left(event), WHEEL_ZOOM ** event.deltaY)
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault()
      on.drag(-event.deltaX)
    }
  }
  element.addEventListener('pointerdown', down)
  element.addEventListener('pointermove', move)
  for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, up)
  element.addEventListener('wheel', wheel, { passive: false })
  return () => {
    element.removeEventListener('pointerdown', down)
    element.removeEventListener('pointermove', move)
    for (const end of ['pointerup', 'pointercancel'] as const) element.removeEventListener(end, up)
    element.removeEventListener('wheel', wheel)
  }
}
