import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console',
    scope: 'decisions:read',
    nav: { group: 'night', order: 10, icon: 'board', label: { ja: '当直', en: 'Board' } },
    load: () => import('./BoardPage.tsx'),
  },
]
