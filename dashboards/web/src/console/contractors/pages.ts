import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/contractors',
    scope: 'contractors:read',
    nav: { group: 'plan', order: 30, icon: 'truck', label: { ja: '除雪事業者', en: 'Contractors' } },
    load: () => import('./ContractorsPage.tsx'),
  },
  { path: '/console/contractors/:id', scope: 'contractors:read', load: () => import('./ContractorPage.tsx') },
  {
    path: '/console/duty',
    scope: 'contractors:read',
    nav: { group: 'plan', order: 50, icon: 'bell', label: { ja: '当直の連絡先', en: 'Officers on duty' } },
    load: () => import('./DutyPage.tsx'),
  },
]
