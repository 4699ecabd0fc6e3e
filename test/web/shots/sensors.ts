import type { Shot } from './shot.ts'

export const shots: readonly Shot[] = [
  { name: 'sensors', path: '/console/sensors', as: 'officer', ready: '.table' },
  { name: 'quarantine', path: '/console/quarantine', as: 'officer', ready: '.empty, .sensors-messages li' },
]
