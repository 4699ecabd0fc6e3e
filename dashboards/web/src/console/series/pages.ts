import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/routes',
    scope: 'routes:read',
    load: () => import('./RoutesPage.tsx'),
    nav: { group: 'night', order: 40, icon: 'route', label: { ja: '路線', en: 'Routes' } },
  },
  { path: '/console/routes/:id', scope: 'routes:read', load: () => import('./RoutePage.tsx') },
  { path: '/console/sensors/:id', scope: 'devices:read', load: () => import('./DevicePage.tsx') },
]
