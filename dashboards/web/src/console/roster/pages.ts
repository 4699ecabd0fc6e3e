import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/roster',
    scope: 'roster:read',
    nav: { group: 'plan', order: 40, icon: 'calendar', label: { ja: '当番表', en: 'Roster' } },
    load: () => import('./RosterPage.tsx'),
  },
  { path: '/console/roster/holidays', scope: 'roster:read', load: () => import('./HolidaysPage.tsx') },
  { path: '/console/roster/:kind/:id', scope: 'roster:read', load: () => import('./PlacePage.tsx') },
]
