import type { Page } from 'playwright-core'
import { parseCriterion } from '../../../src/criteria/criterion-schema.ts'
import { CRITERION_TEMPLATES } from '../../../src/criteria/templates.ts'
import { findCriterion } from '../../../src/store/criteria/find-criterion.ts'
import { saveCriterion } from '../../../src/store/criteria/save-criterion.ts'
import type { Town } from '../town.ts'
import type { Shot } from './shot.ts'

const SHOWN = ['hakodate', 'ishikawa-priority', 'standby-ahead']

/** Criteria of the town from templates, once. */
async function withCriteria({ service }: Town): Promise<void> {
  const [authority] = await service.db.selectFrom('authorities').select('id').execute()
  for (const { id, criterion, title } of CRITERION_TEMPLATES.filter((it) => SHOWN.includes(it.id))) {
    if ((await findCriterion(service.db, id)) !== undefined) continue
    const fields = parseCriterion({ ...criterion, name: title.ja }, '')
    if (!('rule' in fields)) throw new Error(JSON.stringify(fields))
    const change = {
      criterion: { ...fields, authorityId: authority?.id ?? '' },
      actor: 'user:setup',
      nowMs: service.clock.now(),
    }
    await service.db.transaction().execute((trx) => saveCriterion(trx, change))
    // a second version, so that there is a change to see
    const sooner = { ...change, criterion: { ...change.criterion, respondMin: 5 }, note: '回答を早める' }
    await service.db.transaction().execute((trx) => saveCriterion(trx, sooner))
  }
}

async function openChanges(page: Page): Promise<void> {
  await page.locator('.criteria-version summary').first().click()
  await page.locator('.criteria-changes').waitFor()
}

async function replay(page: Page): Promise<void> {
  await page.locator('.criteria-run select').selectOption('3')
  await page.locator('.criteria-run button').click()
  await page.locator('[data-replayed]').waitFor({ timeout: 120_000 })
}

const at = (path: string) => async (town: Town) => {
  await withCriteria(town)
  return path
}

export const shots: readonly Shot[] = [
  { name: 'criteria', path: at('/console/criteria'), as: 'officer', ready: '.criteria-list' },
  { name: 'criteria-new', path: '/console/criteria/new', as: 'officer', ready: '.criteria-template' },
  { name: 'criterion', path: at('/console/criteria/hakodate'), as: 'officer', ready: '.criteria-text' },
  { name: 'criterion-edit', path: at('/console/criteria/hakodate/edit'), as: 'officer', ready: '.criteria-text' },
  {
    name: 'criterion-changes',
    path: at('/console/criteria/hakodate'),
    as: 'officer',
    ready: '.criteria-version summary',
    prepare: openChanges,
  },
  {
    name: 'criterion-replay',
    path: at('/console/criteria/hakodate/edit'),
    as: 'officer',
    ready: '.criteria-run',
    prepare: replay,
  },
  { name: 'modes', path: '/console/modes', as: 'officer', ready: '.panel-head, .empty' },
  { name: 'mode-new', path: '/console/modes/new', as: 'officer', ready: 'fieldset' },
  { name: 'silences', path: '/console/silences', as: 'officer', ready: '.empty, .table' },
]
