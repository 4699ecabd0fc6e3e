import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/audit',
    scope: 'audit:read',
    nav: { group: 'system', order: 40, icon: 'audit', label: { ja: '監査記録', en: 'Audit log' } },
    load: () => import('./AuditPage.tsx'),
  },
]
