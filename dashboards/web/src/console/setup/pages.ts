import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  { path: '/setup', open: true, load: () => import('./FirstPage.tsx') },
  {
    path: '/console/setup',
    scope: 'imports:write',
    load: () => import('./SetupPage.tsx'),
    nav: { group: 'system', order: 90, icon: 'setup', label: { ja: '初期設定・取り込み', en: 'Setup and imports' } },
  },
]
