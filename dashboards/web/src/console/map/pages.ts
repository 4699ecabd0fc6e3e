import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/map',
    scope: 'routes:read',
    load: () => import('./MapPage.tsx'),
    nav: { group: 'night', order: 30, icon: 'map', label: { ja: '地図', en: 'Map' } },
  },
]
