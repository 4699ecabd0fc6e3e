/** Two rising tones, Hz, each so long, s. */
const TONES_HZ = [660, 880]
const TONE_S = 0.22
const LOUDNESS = 0.2
const VIBRATION_MS = [200, 100, 200]

let context: AudioContext | undefined

/** A short signal and a vibration, where the device has them and the browser lets us. */
export function soundAlert(): void {
  if ('vibrate' in navigator) navigator.vibrate(VIBRATION_MS)
  try {
    context ??= new AudioContext()
    void context.resume()
    for (const [index, hz] of TONES_HZ.entries()) tone(context, hz, context.currentTime + index * TONE_S)
  } catch {
    // no sound here: the page itself tells
  }
}

function tone(audio: AudioContext, hz: number, atS: number): void {
  const oscillator = audio.createOscillator()
  const gain = audio.createGain()
  oscillator.frequency.value = hz
  gain.gain.setValueAtTime(0, atS)
  gain.gain.linearRampToValueAtTime(LOUDNESS, atS + 0.02)
  gain.gain.linearRampToValueAtTime(0, atS + TONE_S)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(atS)
  oscillator.stop(atS + TONE_S)
}
