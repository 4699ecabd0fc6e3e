import { type ChangeEvent, type DragEvent, useRef, useState } from 'react'
import { currentLanguage } from '../../shared/language.ts'
import { Select, TextArea } from '../ui/fields.tsx'
import { Panel } from '../ui/Page.tsx'
import { CsvLink } from '../ui/parts.tsx'
import { IMPORT_KINDS, type ImportFile, kindOf, toBase64 } from './import-report.ts'
import { useSetupWords } from './words.ts'

const TEMPLATES = ['routes', 'devices', 'contractors'] as const

interface Props {
  readonly file: ImportFile | null
  onFile(file: ImportFile | null): void
}

/** Dropping, choosing or pasting a file; what it is can be corrected afterwards. */
export function ChooseFile({ file, onFile }: Props) {
  const { t } = useSetupWords()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [pasting, setPasting] = useState(false)
  const [text, setText] = useState('')
  const take = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    const bytes = new Uint8Array(await chosen.arrayBuffer())
    const head = new TextDecoder().decode(bytes.subarray(0, 1000))
    const { name } = chosen
    onFile({ key: crypto.randomUUID(), name, kind: kindOf(name, head), base64: toBase64(bytes) })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    void take(event.target.files?.[0])
    // the same file, corrected, may be chosen again
    event.target.value = ''
  }
  const paste = () =>
    onFile({
      key: crypto.randomUUID(),
      name: '',
      kind: kindOf('', text),
      base64: toBase64(new TextEncoder().encode(text)),
    })
  return (
    <Panel title={t('import.title')}>
      <div className="stack">
        <p className="soft">{t('import.text')}</p>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same by keys */}
        <div
          className={`setup-drop${over ? ' is-over' : ''}`}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <p>{t('import.drop')}</p>
          <div className="row">
            <button type="button" className="button is-main" onClick={() => input.current?.click()}>
              {t('import.choose')}
            </button>
            <button type="button" className="button" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
              {t('import.paste')}
            </button>
          </div>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={t('import.choose')}
            accept=".json,.geojson,.yaml,.yml,.csv"
            onChange={choose}
          />
        </div>
        {pasting && (
          <div className="setup-paste stack-s">
            <TextArea label={t('import.pasteLabel')} value={text} rows={8} onChange={setText} />
            <div>
              <button type="button" className="button" disabled={text.trim() === ''} onClick={paste}>
                {t('import.show')}
              </button>
            </div>
          </div>
        )}
        {file !== null && (
          <Select
            label={t('import.kind')}
            value={file.kind}
            options={IMPORT_KINDS.map((value) => ({ value, label: t(`import.kinds.${value}`) }))}
            onChange={(kind) => onFile({ ...file, kind, key: crypto.randomUUID() })}
          />
        )}
        <details className="setup-templates">
          <summary>{t('import.templates')}</summary>
          <div className="stack-s">
            <p className="soft small">{t('import.templateHint')}</p>
            <div className="row">
              {TEMPLATES.map((it) => (
                <CsvLink
                  key={it}
                  href={`/api/v1/imports/templates/${it}.csv?language=${currentLanguage()}`}
                  label={t(`import.template.${it}`)}
                />
              ))}
            </div>
          </div>
        </details>
      </div>
    </Panel>
  )
}
