/** Small round labels on the lines, drawn here: no font or sprite is fetched from anywhere. */

const RATIO = 2
const HEIGHT_PX = 24

export interface Badge {
  readonly image: ImageData
  readonly pixelRatio: number
}

/**
 * Draws a badge by its name, `COLOUR|TEXT`; undefined when the canvas cannot draw.
 * @param ground colour of the text and the rim.
 */
export function drawBadge(name: string, ground: string): Badge | undefined {
  const [colour = '', text = ''] = name.split('|')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  const font = `700 ${13 * RATIO}px system-ui, sans-serif`
  context.font = font
  const width = Math.max(HEIGHT_PX * RATIO, context.measureText(text).width + 12 * RATIO)
  canvas.width = width
  canvas.height = HEIGHT_PX * RATIO
  const rim = 1.5 * RATIO
  context.fillStyle = ground
  context.beginPath()
  context.roundRect(0, 0, width, canvas.height, canvas.height / 2)
  context.fill()
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(rim, rim, width - 2 * rim, canvas.height - 2 * rim, canvas.height / 2)
  context.fill()
  context.font = font
  context.fillStyle = ground
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, width / 2, canvas.height / 2 + RATIO * 0.5)
  return { image: context.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: RATIO }
}
