import { useApi } from '../../shared/queries.ts'
import type { Params } from '../pages.ts'
import { Page } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { ModeEditor } from './ModeEditor.tsx'
import type { Mode } from './mode-form.ts'
import { useWords } from './words.ts'

/** A change of a city-wide mode. */
export default function ModeEditPage({ params: { id = '' } }: { readonly params: Params }) {
  const { t } = useWords()
  const mode = useApi<Mode>(`/api/v1/modes/${encodeURIComponent(id)}`)
  return (
    <Page
      title={t('form.edit', { name: mode.data?.name ?? id })}
      back={{ to: '/console/modes', label: t('list.title') }}
    >
      <Loaded query={mode}>{(data) => <ModeEditor start={data} version={data.version} />}</Loaded>
    </Page>
  )
}
