import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/modes',
    scope: 'modes:read',
    nav: { group: 'plan', order: 20, icon: 'city', label: { ja: '全市モード', en: 'City-wide modes' } },
    load: () => import('./ModesPage.tsx'),
  },
  { path: '/console/modes/new', scope: 'modes:write', load: () => import('./ModeNewPage.tsx') },
  { path: '/console/modes/:id/edit', scope: 'modes:write', load: () => import('./ModeEditPage.tsx') },
  {
    path: '/console/silences',
    scope: 'silences:read',
    nav: { group: 'plan', order: 30, icon: 'silence', label: { ja: '停止・保守', en: 'Silences' } },
    load: () => import('./SilencesPage.tsx'),
  },
]
