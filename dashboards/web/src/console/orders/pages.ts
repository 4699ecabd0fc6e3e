import type { PageEntry } from '../pages.ts'

export const pages: readonly PageEntry[] = [
  {
    path: '/console/orders',
    scope: 'orders:read',
    nav: { group: 'night', order: 30, icon: 'order', label: { ja: '出動指令', en: 'Orders' } },
    load: () => import('./OrdersPage.tsx'),
  },
  { path: '/console/orders/new', scope: 'orders:write', load: () => import('./NewOrderPage.tsx') },
  { path: '/console/orders/:id', scope: 'orders:read', load: () => import('./OrderPage.tsx') },
  { path: '/console/decisions/:id', scope: 'decisions:read', load: () => import('./DecisionPage.tsx') },
]
