import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/criteria',
    scope: 'criteria:read',
    nav: { group: 'plan', order: 10, icon: 'criteria', label: { ja: '出動基準', en: 'Criteria' } },
    load: () => import('./ListPage.tsx'),
  },
  { path: '/console/criteria/new', scope: 'criteria:write', load: () => import('./NewPage.tsx') },
  { path: '/console/criteria/new/:template', scope: 'criteria:write', load: () => import('./BeginPage.tsx') },
  { path: '/console/criteria/:id', scope: 'criteria:read', load: () => import('./CriterionPage.tsx') },
  { path: '/console/criteria/:id/edit', scope: 'criteria:write', load: () => import('./EditPage.tsx') },
]
