import { adminTown } from '../admin-town.ts'
import type { Town } from '../town.ts'
import type { Shot } from './shot.ts'

const as = 'administrator'
const prepared = new WeakSet<Town>()

/** The roster with a gap, contact points and an order: made once for all of them. */
const withRoster = (path: string) => async (town: Town) => {
  if (!prepared.has(town)) {
    prepared.add(town)
    await adminTown(town)
  }
  return path
}

export const shots: readonly Shot[] = [
  { name: 'roster-week', path: withRoster('/console/roster'), as, ready: '.roster-week' },
  { name: 'roster-night', path: withRoster('/console/roster?view=night'), as, ready: '.roster-night' },
  { name: 'roster-block', path: withRoster('/console/roster/block/b-chuo'), as, ready: '.roster-row' },
  { name: 'holidays', path: withRoster('/console/roster/holidays'), as, ready: '.roster-holidays' },
  { name: 'contractors', path: withRoster('/console/contractors'), as, ready: '.contractors-name' },
  { name: 'contractor', path: withRoster('/console/contractors/c-chuo'), as, ready: '.contractors-points' },
  { name: 'officers-on-duty', path: withRoster('/console/duty'), as, ready: '.contractors-points' },
  { name: 'people', path: '/console/people', as, ready: '.table' },
  { name: 'account', path: '/console/account', as, ready: '.people-password' },
  { name: 'audit', path: withRoster('/console/audit'), as, ready: '.audit-event' },
]
