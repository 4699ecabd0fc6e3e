import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type ApiProblem, apiSend } from '../../shared/api-client.ts'
import { queryClient } from '../../shared/queries.ts'
import { ActionButton } from '../ui/actions.tsx'
import { Checkbox } from '../ui/fields.tsx'
import { Panel } from '../ui/Page.tsx'
import { Loading, Problem } from '../ui/Problem.tsx'
import { ChooseFile } from './ChooseFile.tsx'
import { Imported } from './Imported.tsx'
import { Counts, ImportPreview } from './ImportPreview.tsx'
import type { ImportFile, ImportReport } from './import-report.ts'
import { useSetupWords } from './words.ts'

interface Props {
  onTokens(tokens: Readonly<Record<string, string>>): void
  onNext(): void
}

/** A file is looked at row by row before anything of it is imported. */
export function ImportStep({ onTokens, onNext }: Props) {
  const { t } = useSetupWords()
  const [file, setFile] = useState<ImportFile | null>(null)
  const [leaveOut, setLeaveOut] = useState(false)
  const [done, setDone] = useState<ImportReport | null>(null)
  const preview = usePreview(file, leaveOut)
  const choose = (chosen: ImportFile | null) => {
    setFile(chosen)
    setLeaveOut(false)
    setDone(null)
  }
  if (done !== null) return <Imported report={done} onAnother={() => choose(null)} onNext={onNext} />
  const run = async (key: string) => {
    if (file === null) return
    const report = await send(file, { dryRun: false, leaveOut, key })
    onTokens(Object.fromEntries((report.credentials?.devices ?? []).map((it) => [it.id, it.token])))
    setDone(report)
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/api/') })
  }
  const report = preview.data
  return (
    <div className="stack">
      <ChooseFile file={file} onFile={choose} />
      {file !== null && (
        <Panel title={t('import.preview', { name: file.name === '' ? t('import.pasted') : file.name })}>
          <div className="stack" aria-busy={preview.isFetching}>
            {preview.error !== null && <Problem error={preview.error} onRetry={() => preview.refetch()} />}
            {report === undefined && preview.error === null && <Loading />}
            {report !== undefined && (
              <>
                <Counts counts={report.counts} />
                {(leaveOut || report.counts.problems > 0) && (
                  <Checkbox label={t('import.skip')} checked={leaveOut} onChange={setLeaveOut} />
                )}
                <RunButton report={report} leaveOut={leaveOut} run={run} onNext={onNext} />
                <ImportPreview report={report} />
              </>
            )}
          </div>
        </Panel>
      )}
    </div>
  )
}

interface RunProps {
  readonly report: ImportReport
  readonly leaveOut: boolean
  run(key: string): Promise<void>
  onNext(): void
}

function RunButton({ report, leaveOut, run, onNext }: RunProps) {
  const { t } = useSetupWords()
  const { counts, rows, roster, holidays, problems } = report
  if (problems.length > 0 && (!leaveOut || rows.length === 0)) return <p role="status">{t('import.blocked')}</p>
  const listed = [roster, holidays].reduce((sum, it) => sum + (it === null ? 0 : it.added + it.removed), 0)
  const count = counts.create + counts.update + listed
  if (count === 0) {
    return (
      <div className="row">
        <p role="status">{t('import.nothing')}</p>
        <button type="button" className="button" onClick={onNext}>
          {t('next')}
        </button>
      </div>
    )
  }
  return (
    <div>
      <ActionButton kind="main" act={run}>
        {t('import.run', { count })}
      </ActionButton>
    </div>
  )
}

function usePreview(file: ImportFile | null, leaveOut: boolean): UseQueryResult<ImportReport, ApiProblem> {
  return useQuery<ImportReport, ApiProblem>({
    queryKey: ['import-preview', file?.key, leaveOut],
    queryFn: ({ signal }) => {
      if (file === null) throw new Error('there is no file to look at')
      return send(file, { dryRun: true, leaveOut, signal })
    },
    enabled: file !== null,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    retry: false,
    gcTime: 0,
    // the same file with and without its wrong rows: what was seen stays until the other is there
    placeholderData: (before, query) => (query?.queryKey[1] === file?.key ? before : undefined),
  })
}

interface SendOptions {
  readonly dryRun: boolean
  readonly leaveOut: boolean
  readonly key?: string
  readonly signal?: AbortSignal
}

async function send(file: ImportFile, { dryRun, leaveOut, key, signal }: SendOptions): Promise<ImportReport> {
  const { kind, base64 } = file
  const options = { ...(key === undefined ? {} : { idempotencyKey: key }), ...(signal === undefined ? {} : { signal }) }
  const body = { kind, base64, dryRun, leaveOut }
  return (await apiSend<ImportReport>('POST', '/api/v1/imports', body, options)).data
}
