import type { Shot } from './shot.ts'

export const shots: readonly Shot[] = [
  { name: 'sign-in', path: '/console', ready: 'form' },
  { name: 'set-password', path: '/set-password#example', ready: 'form' },
  { name: 'no-such-page', path: '/console/nowhere', as: 'officer', ready: 'h1' },
]
