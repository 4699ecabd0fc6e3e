import { busyNight, newestOrder } from '../storm.ts'
import type { Town } from '../town.ts'
import type { Shot } from './shot.ts'

const on =
  (path: string) =>
  async (town: Town): Promise<string> => {
    await busyNight(town)
    return path
  }

const order = (routeId: string) => async (town: Town) => {
  await busyNight(town)
  return `/console/orders/${await newestOrder(town, routeId)}`
}

async function decision(town: Town): Promise<string> {
  await busyNight(town)
  const row = await town.service.db.selectFrom('decisions').select('id').where('result', '=', 'fire').executeTakeFirst()
  return `/console/decisions/${row?.id ?? ''}`
}

export const shots: readonly Shot[] = [
  { name: 'board', path: on('/console'), as: 'officer', ready: '.board-card' },
  {
    name: 'board-reject',
    path: on('/console'),
    as: 'officer',
    ready: '.board-card',
    prepare: (page) =>
      page
        .getByRole('button', { name: /^(却下|Reject)$/ })
        .first()
        .click(),
  },
  {
    name: 'board-ask',
    path: on('/console'),
    as: 'officer',
    ready: '.board-card',
    prepare: async (page) => {
      await page
        .getByRole('button', { name: /^(事業者を選んで打診|Choose whom to ask)$/ })
        .first()
        .click()
      await page.locator('.orders-candidate').first().waitFor()
    },
  },
  { name: 'orders', path: on('/console/orders'), as: 'officer', ready: 'table' },
  { name: 'order-proposed', path: order('r-saka'), as: 'officer', ready: '.orders-course li' },
  { name: 'order-alarm', path: order('r-soko'), as: 'officer', ready: '.orders-course li' },
  { name: 'order-done', path: order('r-shiyakusho'), as: 'officer', ready: '.orders-course li' },
  { name: 'order-new', path: on('/console/orders/new?block=b-minato'), as: 'officer', ready: '.orders-routes' },
  { name: 'decision', path: decision, as: 'officer', ready: 'table' },
]
