import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../shared/live.ts'
import { useWholeList } from '../../shared/queries.ts'
import { useMay, useSignedIn } from '../../shared/session/session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Page, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { Ago } from '../ui/times.tsx'
import { InvitePerson } from './InvitePerson.tsx'
import { PersonActions } from './PersonActions.tsx'
import { type Person, personName } from './types.ts'
import { useFirms } from './use-firms.ts'
import { useWords } from './words.ts'
import './people.css'

/** Who may sign in. */
export default function PeoplePage() {
  const { t } = useWords()
  const people = useWholeList<Person>('/api/v1/users')
  const mayWrite = useMay('users:write')
  const columns = useColumns(mayWrite)
  return (
    <Page title={t('title')} lead={t('lead')} {...(mayWrite ? { actions: <InvitePerson /> } : {})}>
      <Panel>
        <Loaded query={people}>
          {(all) => (
            <Table caption={t('title')} columns={columns} rows={all} rowKey={(it) => it.id} sortedBy={{ id: 'name' }} />
          )}
        </Loaded>
      </Panel>
    </Page>
  )
}

function useColumns(mayWrite: boolean): readonly Column<Person>[] {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const { user } = useSignedIn()
  const firms = useFirms()
  const changes: Column<Person> = { id: 'changes', title: '', cell: (it) => <PersonActions person={it} /> }
  return [
    {
      id: 'name',
      title: t('name'),
      sortBy: personName,
      cell: (it) => (
        <span>
          <strong>{personName(it)}</strong> {it.id === user.id && <span className="soft small">{t('you')}</span>}
        </span>
      ),
    },
    {
      id: 'login',
      title: t('login'),
      sortBy: (it) => it.login,
      cell: (it) => <code className="people-login">{it.login}</code>,
    },
    {
      id: 'role',
      title: t('role'),
      sortBy: (it) => it.role,
      cell: (it) => (
        <span>
          {common(`role.${it.role}`)}
          {it.contractorId !== null && <span className="soft small"> {firms.nameOf(it.contractorId)}</span>}
        </span>
      ),
    },
    { id: 'state', title: t('state'), cell: (it) => <PersonState person={it} /> },
    {
      id: 'signedIn',
      title: t('signedIn'),
      sortBy: (it) => it.signedInAt,
      cell: (it) => (it.signedInAt === null ? <span className="soft">{t('never')}</span> : <Ago at={it.signedInAt} />),
    },
    ...(mayWrite ? [changes] : []),
  ]
}

function PersonState({ person }: { readonly person: Person }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const { disabledAt, passwordSet, setTokenExpiresAt } = person
  if (disabledAt !== null) return <Badge tone="bad">{t('disabled')}</Badge>
  if (passwordSet) return <Badge tone="good">{t('active')}</Badge>
  const open = setTokenExpiresAt !== null && Date.parse(setTokenExpiresAt) > nowMs
  return <Badge tone={open ? 'warn' : 'unknown'}>{t(open ? 'invited' : 'expired')}</Badge>
}
