import { Page } from '../ui/Page.tsx'
import { ContactPoints } from './ContactPoints.tsx'
import { useWords } from './words.ts'
import './contractors.css'

/** Officers who are told at night, and when each is on duty. */
export default function DutyPage() {
  const { t } = useWords()
  return (
    <Page title={t('points.duty')} lead={t('points.dutyLead')}>
      <ContactPoints contractorId={null} />
    </Page>
  )
}
