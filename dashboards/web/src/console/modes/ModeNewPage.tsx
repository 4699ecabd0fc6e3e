import { useState } from 'react'
import { useApi } from '../../shared/queries.ts'
import { Select } from '../ui/fields.tsx'
import { Page } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { type BothLanguages, inWords } from '../ui/parts.tsx'
import { ModeEditor } from './ModeEditor.tsx'
import type { ModeBody } from './mode-form.ts'
import { useWords } from './words.ts'

interface Templates {
  readonly modes: readonly {
    readonly id: string
    readonly title: BothLanguages
    readonly note: BothLanguages
    readonly cityMode: ModeBody
  }[]
}

const BLANK: ModeBody = { id: '', name: '' }

/** A new city-wide mode, from what Aomori City has or blank. */
export default function ModeNewPage() {
  const { t } = useWords()
  const templates = useApi<Templates>('/api/v1/criteria/templates', { everyMs: false })
  const [chosen, setChosen] = useState('')
  return (
    <Page title={t('form.new')} back={{ to: '/console/modes', label: t('list.title') }}>
      <Loaded query={templates}>
        {({ modes }) => {
          const template = modes.find((it) => it.id === chosen)
          return (
            <div className="stack">
              <Select
                label={t('form.from')}
                {...(template === undefined ? {} : { hint: inWords(template.note) })}
                value={chosen}
                options={[
                  { value: '', label: t('form.blank') },
                  ...modes.map((it) => ({ value: it.id, label: inWords(it.title) })),
                ]}
                onChange={setChosen}
              />
              <ModeEditor key={chosen} start={template?.cityMode ?? BLANK} version={null} />
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}
