import { useApi } from '../../shared/queries.ts'
import { useSearch } from '../../shared/router.tsx'
import type { Params } from '../pages.ts'
import { Page } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { draftTarget, Editor } from './Editor.tsx'
import { useEditWords } from './edit-words.ts'
import { toForm } from './form.ts'
import type { Edit } from './kept-form.ts'
import { bodyOf, type CriterionVersion } from './types.ts'
import { useWords } from './words.ts'

/** A change of a criterion: the draft that is open, else a new one against what is published. */
export default function EditPage({ params: { id = '' } }: { readonly params: Params }) {
  const { t } = useEditWords()
  const words = useWords()
  const asked = Number(useSearch().get('version'))
  const versions = useApi<{ items: readonly CriterionVersion[] }>(
    `/api/v1/criteria/${encodeURIComponent(id)}/versions?limit=1000`,
  )
  const newest = versions.data?.items[0]?.criterion
  const label = newest?.name ?? id
  return (
    <Page title={t('edit.title', { name: label })} back={{ to: `/console/criteria/${encodeURIComponent(id)}`, label }}>
      <Loaded query={versions}>
        {({ items }) => {
          const begun = beginning(items, asked)
          if (begun === undefined) return <Empty title={words.t('one.notInForce')} />
          const published = items.find((it) => it.status === 'published')
          return (
            <Editor name={id} start={begun} published={published === undefined ? null : bodyOf(published.criterion)} />
          )
        }}
      </Loaded>
    </Page>
  )
}

/** @param asked number of a version; NaN or 0: none. */
function beginning(items: readonly CriterionVersion[], asked: number): Edit | undefined {
  const open = items.filter((it) => it.status === 'draft' || it.status === 'review')
  const draft = open.find((it) => it.criterion.version === asked) ?? open[0]
  if (draft !== undefined) return startOf(draft, draftTarget(draft))
  const published = items.find((it) => it.status === 'published')
  if (published !== undefined) return startOf(published, { kind: 'change', version: published.criterion.version })
  const [last] = items
  return last === undefined ? undefined : startOf(last, { kind: 'new' })
}

function startOf({ criterion }: CriterionVersion, target: Edit['target']): Edit {
  const base = bodyOf(criterion)
  return { form: toForm(base), base, target, replaces: null }
}
