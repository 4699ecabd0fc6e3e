import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/sensors',
    scope: 'devices:read',
    load: () => import('./SensorsPage.tsx'),
    nav: { group: 'night', order: 50, icon: 'sensor', label: { ja: 'センサー', en: 'Sensors' } },
  },
  {
    path: '/console/quarantine',
    scope: 'quarantine:read',
    load: () => import('./QuarantinePage.tsx'),
    nav: { group: 'system', order: 40, icon: 'quarantine', label: { ja: '隔離された電文', en: 'Quarantine' } },
  },
]
