import './orders.css'
import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { Facts, Page, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Reasons } from '../ui/parts.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Clock } from '../ui/times.tsx'
import { ForecastUsed } from './ForecastUsed.tsx'
import { type Decision, orderPath, type SensorEvidence } from './order.ts'
import { useWords } from './words.ts'

const LOOKS: Readonly<Record<Decision['result'], Tone>> = {
  fire: 'warn',
  hold: 'calm',
  release: 'good',
  unknown: 'unknown',
}

/** One decision: by which criterion, on which evidence, and what was not known. */
export default function DecisionPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const { t } = useWords()
  const query = useApi<Decision>(`/api/v1/decisions/${encodeURIComponent(params.id ?? '')}`)
  return (
    <Page title={t('decision.title')} back={{ to: '/console/orders', label: t('back') }}>
      <Loaded query={query}>{(decision) => <Shown decision={decision} />}</Loaded>
    </Page>
  )
}

function Shown({ decision }: { readonly decision: Decision }) {
  const { t } = useWords()
  const { reasons, evidence } = decision
  const doubts = reasons.filter((it) => it.doubt)
  return (
    <div className="stack orders-stack">
      <DecisionFacts decision={decision} />
      <div className="columns">
        <Panel title={t('decision.reasons')}>
          <Reasons reasons={reasons.filter((it) => !it.doubt)} />
        </Panel>
        <Panel title={t('decision.doubts')}>
          {doubts.length === 0 ? <p>{t('decision.noDoubts')}</p> : <Reasons reasons={doubts} />}
        </Panel>
      </div>
      <Panel title={t('decision.evidence')}>
        {evidence.sensors.length === 0 ? <p>{t('decision.noSensors')}</p> : <Evidence sensors={evidence.sensors} />}
      </Panel>
      <ForecastUsed run={evidence.forecastRun} decidedAt={decision.at} />
    </div>
  )
}

function DecisionFacts({ decision }: { readonly decision: Decision }) {
  const { t } = useWords()
  const { routeId, criterionId, criterionVersion, orderId, result } = decision
  const mayReadRoutes = useMay('routes:read')
  const route = useApi<{ readonly name: string }>(`/api/v1/routes/${encodeURIComponent(routeId)}`, {
    enabled: mayReadRoutes,
  })
  const criterion = `/console/criteria/${encodeURIComponent(criterionId)}`
  return (
    <Panel>
      <Facts
        items={[
          [
            t('decision.outcome'),
            <Badge key="result" tone={LOOKS[result]}>
              {t(`decision.result.${result}`)}
            </Badge>,
          ],
          [t('decision.at'), <Clock key="at" at={decision.at} />],
          [
            t('decision.route'),
            <Link key="route" to={`/console/routes/${encodeURIComponent(routeId)}`}>
              {route.data?.name ?? routeId}
            </Link>,
          ],
          [
            t('decision.criterion'),
            <Link key="criterion" to={criterion}>
              {t('decision.version', { id: criterionId, version: criterionVersion })}
            </Link>,
          ],
          [
            t('decision.order'),
            orderId === null ? (
              t('decision.noOrder')
            ) : (
              <Link key="order" to={orderPath(orderId)}>
                {t('make.openOrder')}
              </Link>
            ),
          ],
        ]}
      />
    </Panel>
  )
}

function Evidence({ sensors }: { readonly sensors: readonly SensorEvidence[] }) {
  const { t } = useWords()
  const depth = (id: string, title: string, of: (it: SensorEvidence) => number | null): Column<SensorEvidence> => ({
    id,
    title,
    align: 'end',
    sortBy: of,
    cell: (it) => {
      const cm = of(it)
      return cm === null ? <span className="soft">{t('decision.unknown')}</span> : `${cm.toFixed(1)} cm`
    },
  })
  const columns: readonly Column<SensorEvidence>[] = [
    {
      id: 'device',
      title: t('decision.device'),
      sortBy: (it) => it.device,
      cell: (it) => <DeviceLink id={it.device} />,
    },
    {
      id: 'status',
      title: t('decision.status'),
      sortBy: (it) => it.status,
      cell: (it) => (
        <Badge tone={it.status === 'ok' ? 'good' : it.status === 'suspect' ? 'warn' : 'unknown'}>
          {t(`decision.statusOf.${it.status}`)}
        </Badge>
      ),
    },
    depth('depth', t('decision.depth'), (it) => it.depthCm),
    depth('sincePass', t('decision.sincePass'), (it) => it.depthSincePassCm),
    depth('newSnow', t('decision.newSnow'), (it) => it.newSnowCm),
    {
      id: 'readingAt',
      title: t('decision.readingAt'),
      sortBy: (it) => it.readingAt,
      cell: (it) => (it.readingAt === null ? t('decision.unknown') : <Clock at={it.readingAt} />),
    },
    {
      id: 'lastPass',
      title: t('decision.lastPass'),
      sortBy: (it) => it.lastPassAt,
      cell: (it) => (it.lastPassAt === null ? t('decision.neverPassed') : <Clock at={it.lastPassAt} />),
    },
  ]
  return <Table caption={t('decision.evidenceCaption')} columns={columns} rows={sensors} rowKey={(it) => it.device} />
}

function DeviceLink({ id }: { readonly id: string }) {
  return <Link to={`/console/sensors/${encodeURIComponent(id)}`}>{id}</Link>
}
