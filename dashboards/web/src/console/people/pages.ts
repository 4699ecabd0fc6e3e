import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/people',
    scope: 'users:read',
    nav: { group: 'system', order: 20, icon: 'people', label: { ja: '利用者', en: 'People' } },
    load: () => import('./PeoplePage.tsx'),
  },
  {
    path: '/console/account',
    nav: { group: 'system', order: 90, icon: 'person', label: { ja: '自分の設定', en: 'My account' } },
    load: () => import('./AccountPage.tsx'),
  },
]
