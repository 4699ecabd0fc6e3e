import { Icon } from '../../shared/icons.tsx'
import { Panel } from '../ui/Page.tsx'
import { credentialsCsv, type ImportCredentials, type ImportReport } from './import-report.ts'
import { saveFile } from './save-file.ts'
import { useSetupWords } from './words.ts'

interface Props {
  readonly report: ImportReport
  onAnother(): void
  onNext(): void
}

/** What was imported, and what is shown this once. */
export function Imported({ report, onAnother, onNext }: Props) {
  const { t } = useSetupWords()
  const { credentials } = report
  const secrets = credentials !== null && credentials.devices.length + credentials.contractors.length > 0
  return (
    <Panel title={t('import.done')}>
      <div className="stack">
        <p role="status">{t('import.doneText', { ...report.counts })}</p>
        {secrets && <Secrets credentials={credentials} />}
        <div className="row">
          <button type="button" className="button is-main" onClick={onNext}>
            {t('next')}
          </button>
          <button type="button" className="button" onClick={onAnother}>
            {t('import.another')}
          </button>
        </div>
      </div>
    </Panel>
  )
}

function Secrets({ credentials }: { readonly credentials: ImportCredentials }) {
  const { t } = useSetupWords()
  const rows = [
    ...credentials.devices.map((it) => ({ section: 'devices', id: it.id, secret: it.token }) as const),
    ...credentials.contractors.map((it) => ({ section: 'contractors', id: it.id, secret: it.webhookSecret }) as const),
  ]
  return (
    <section className="setup-secrets stack-s" aria-label={t('import.secrets')}>
      <h3>{t('import.secrets')}</h3>
      <p>{t('import.secretsText')}</p>
      <div className="no-print">
        <button
          type="button"
          className="button"
          onClick={() => saveFile('yukiban-credentials.csv', 'text/csv', credentialsCsv(credentials))}
        >
          <Icon name="download" />
          {t('import.secretsCsv')}
        </button>
      </div>
      <details>
        <summary>{t('import.secretsShow')}</summary>
        <ul className="setup-secret-list">
          {rows.map((it) => (
            <li key={`${it.section} ${it.id}`}>
              {t(`import.sections.${it.section}`)} <code>{it.id}</code>{' '}
              <code className="setup-secret">{it.secret}</code>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}
