import { useApi } from '../../shared/queries.ts'
import type { Params } from '../pages.ts'
import { Page } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { inWords } from '../ui/parts.tsx'
import { Editor } from './Editor.tsx'
import { useEditWords } from './edit-words.ts'
import { blankForm, toForm } from './form.ts'
import type { Edit } from './kept-form.ts'
import type { Template } from './types.ts'
import { useWords } from './words.ts'

/** A new criterion, from a template or blank. */
export default function BeginPage({ params: { template = 'blank' } }: { readonly params: Params }) {
  const { t } = useEditWords()
  const words = useWords()
  const templates = useApi<{ criteria: readonly Template[] }>('/api/v1/criteria/templates', { everyMs: false })
  const found = templates.data?.criteria.find((it) => it.id === template)
  return (
    <Page
      title={t('edit.titleNew')}
      lead={found === undefined ? undefined : t('edit.from', { title: inWords(found.title) })}
      back={{ to: '/console/criteria/new', label: words.t('new.title') }}
    >
      <Loaded query={templates}>
        {() => <Editor name={`new:${template}`} start={startOf(found)} published={null} />}
      </Loaded>
    </Page>
  )
}

function startOf(template: Template | undefined): Edit {
  const form = template === undefined ? blankForm() : toForm(template.criterion)
  return { form, base: null, target: { kind: 'new' }, replaces: null }
}
