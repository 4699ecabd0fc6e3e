import { Badge } from '../ui/Badge.tsx'
import { inWords } from '../ui/parts.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import type { ImportPlace, ImportProblem, ImportReport, ImportRow, ListChange } from './import-report.ts'
import { type SetupWords, useSetupWords } from './words.ts'

/** So many at once: what a file does is seen in its first rows and in the counts. */
const SHOWN_ROWS = 20

/** What a file would do, row by row: first what is wrong with it. */
export function ImportPreview({ report }: { readonly report: ImportReport }) {
  const { t } = useSetupWords()
  const { counts, problems, rows, roster, holidays, leftOut } = report
  const changing = rows.filter((it) => it.change !== 'unchanged')
  return (
    <>
      {problems.length > 0 && (
        <section className="stack-s" aria-label={t('import.problemsTitle')}>
          <h3>{t('import.problemsTitle')}</h3>
          <Table
            caption={t('import.problemsTitle')}
            columns={problemColumns(t)}
            rows={problems.map((problem, index) => ({ problem, index }))}
            rowKey={(it) => String(it.index)}
            pageSize={SHOWN_ROWS}
          />
          {counts.problems > problems.length && (
            <p>{t('import.moreProblems', { count: counts.problems - problems.length })}</p>
          )}
        </section>
      )}
      {leftOut.length > 0 && (
        <p>{t('import.skipped', { rows: leftOut.map((it) => placeText(it, t)).join(t('comma')) })}</p>
      )}
      {changing.length > 0 && (
        <section className="stack-s" aria-label={t('import.changesTitle')}>
          <h3>{t('import.changesTitle')}</h3>
          <Table
            caption={t('import.changesTitle')}
            columns={changeColumns(t)}
            rows={changing}
            rowKey={(it) => `${it.section} ${it.id}`}
            pageSize={SHOWN_ROWS}
          />
        </section>
      )}
      <ListLine section="roster" list={roster} />
      <ListLine section="holidays" list={holidays} />
    </>
  )
}

/** How many rows come to what. */
export function Counts({ counts }: Pick<ImportReport, 'counts'>) {
  const { t } = useSetupWords()
  const shown = [
    ['create', counts.create],
    ['update', counts.update],
    ['unchanged', counts.unchanged],
    ['leftOut', counts.leftOut],
    ['problems', counts.problems],
  ] as const
  return (
    <dl className="setup-counts" aria-live="polite">
      {shown
        .filter(([name, count]) => count > 0 || name === 'create' || name === 'update' || name === 'unchanged')
        .map(([name, count]) => (
          <div key={name} className={name === 'problems' ? 'is-bad' : undefined}>
            <dt>{t(`import.${name}`)}</dt>
            <dd className="number">{count}</dd>
          </div>
        ))}
    </dl>
  )
}

function ListLine({ section, list }: { readonly section: 'roster' | 'holidays'; readonly list: ListChange | null }) {
  const { t } = useSetupWords()
  if (list === null || list.added + list.removed === 0) return null
  return <p>{t('import.list', { section: t(`import.sections.${section}`), ...list })}</p>
}

interface Numbered {
  readonly problem: ImportProblem
  readonly index: number
}

function problemColumns(t: SetupWords): readonly Column<Numbered>[] {
  return [
    {
      id: 'row',
      title: t('import.row'),
      cell: ({ problem }) =>
        problem.row === null ? (sectionText(problem, t) ?? t('import.whole')) : placeText(problem, t),
    },
    {
      id: 'field',
      title: t('import.item'),
      cell: ({ problem }) => (problem.field === null ? '' : <code>{problem.field}</code>),
    },
    {
      id: 'value',
      title: t('import.value'),
      cell: ({ problem }) => (problem.value === null ? '' : <code>{problem.value}</code>),
    },
    { id: 'what', title: t('import.what'), cell: ({ problem }) => inWords(problem.message) },
    { id: 'remedy', title: t('import.remedy'), cell: ({ problem }) => inWords(problem.remedy) },
  ]
}

function changeColumns(t: SetupWords): readonly Column<ImportRow>[] {
  return [
    { id: 'row', title: t('import.row'), align: 'end', wideOnly: true, cell: (it) => it.row ?? '' },
    {
      id: 'change',
      title: t('import.change'),
      cell: (it) => <Badge tone={it.change === 'create' ? 'good' : 'info'}>{t(`import.${it.change}`)}</Badge>,
      sortBy: (it) => it.change,
    },
    { id: 'section', title: t('import.section'), cell: (it) => sectionText(it, t) ?? '', sortBy: (it) => it.section },
    {
      id: 'id',
      title: t('import.id'),
      cell: (it) => (
        <div>
          <code>{it.id}</code>
          {it.name !== null && <p lang="ja">{it.name}</p>}
          {it.nameKana !== null && (
            <p className="soft small" lang="ja">
              {it.nameKana}
            </p>
          )}
          {it.fields.length > 0 && (
            <p className="soft small">
              {t('import.fields')}: {it.fields.join(', ')}
            </p>
          )}
        </div>
      ),
      sortBy: (it) => it.id,
    },
  ]
}

const SECTIONS = [
  'authority',
  'blocks',
  'routes',
  'devices',
  'contractors',
  'roster',
  'holidays',
  'modes',
  'criteria',
] as const

function sectionText({ section }: Pick<ImportPlace, 'section'>, t: SetupWords): string | null {
  const known = SECTIONS.find((it) => it === section)
  return known === undefined ? section : t(`import.sections.${known}`)
}

/** `路線 12（r-hama）` */
function placeText(place: ImportPlace, t: SetupWords): string {
  const row = [sectionText(place, t), place.row].filter((it) => it !== null).join(' ')
  return place.id === null ? row : t('import.place', { row, id: place.id })
}
