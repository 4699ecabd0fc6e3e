import type { Page } from 'playwright-core'

/** Something a person does on a page, such that the page has to answer. */
export interface Interaction {
  readonly name: string
  act(page: Page): Promise<void>
}

export interface BenchPage {
  readonly name: string
  readonly path: string
  /** Shown when the page has its content. */
  readonly ready: string
  readonly signedIn: boolean
  readonly screen: 'desk' | 'phone'
  /** Drawn with WebGL, here without a graphics card. */
  readonly map?: true
  readonly interactions: readonly Interaction[]
}

const type = (name: string, selector: string, key: string): Interaction => ({
  name,
  act: (page) => page.locator(selector).first().press(key),
})
const click = (name: string, selector: string, which: 'first' | 'last' = 'first'): Interaction => ({
  name,
  act: (page) => page.locator(selector)[which]().click(),
})

/** One letter of a name, then back: the list is found anew each time. */
const search = (selector: string): Interaction[] => [
  type('search', selector, '1'),
  type('search', selector, '2'),
  type('search', selector, 'Backspace'),
  type('search', selector, 'Backspace'),
]

const OFFICE = { signedIn: true, screen: 'desk' } as const

export const PAGES: readonly BenchPage[] = [
  {
    ...OFFICE,
    name: 'console',
    path: '/console',
    ready: '.board-cards',
    interactions: [
      // the likeliest tap: a dialog about the first card, and away again
      click('open dialog', '.board-cards .board-actions .button:not(.is-main)'),
      { name: 'close dialog', act: (page) => page.keyboard.press('Escape') },
    ],
  },
  {
    ...OFFICE,
    name: 'console on a phone',
    screen: 'phone',
    path: '/console',
    ready: '.board-cards',
    interactions: [
      click('open menu', '.bottom-nav button'),
      { name: 'close menu', act: (page) => page.keyboard.press('Escape') },
    ],
  },
  {
    ...OFFICE,
    name: 'routes',
    path: '/console/routes',
    ready: '.table tbody tr',
    interactions: [...search('input[type=search]'), click('sort', '.sort'), click('more rows', 'main .button', 'last')],
  },
  {
    ...OFFICE,
    name: 'map',
    map: true,
    path: '/console/map',
    ready: '.map-row',
    interactions: [
      click('by treatment', '.map-switch button', 'last'),
      click('by condition', '.map-switch button'),
      click('pick a road', '.map-row'),
      click('pick another', '.map-row', 'last'),
      ...search('.map-search input'),
    ],
  },
  {
    ...OFFICE,
    name: 'sensors',
    path: '/console/sensors',
    ready: '.table tbody tr',
    interactions: [
      ...search('input[type=search]'),
      click('sort', '.sort'),
      click('filter', '.sensors-concerns .button', 'last'),
      click('all', '.sensors-concerns .button'),
    ],
  },
  {
    ...OFFICE,
    name: 'orders',
    path: '/console/orders?night=all',
    ready: '.table tbody tr',
    interactions: [click('sort', '.sort')],
  },
  {
    name: 'residents',
    path: '/',
    ready: '.routes > li',
    signedIn: false,
    screen: 'phone',
    interactions: search('input[type=search]'),
  },
]
