import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../../shared/api-client.ts'
import type { PersonRole } from '../../shared/session/session.ts'
import { fieldError, Select, TextInput } from '../ui/fields.tsx'
import { ROLES } from './types.ts'
import { useFirms } from './use-firms.ts'
import { useWords } from './words.ts'

/** What an administrator decides about a person. */
export interface PersonFieldValues {
  readonly name: string
  readonly role: PersonRole
  /** Empty: for none. */
  readonly contractor: string
  readonly language: 'ja' | 'en'
}

interface PersonFieldsProps {
  readonly fields: PersonFieldValues
  readonly problem: ApiProblem | null
  onChange(fields: PersonFieldValues): void
}

export function PersonFields({ fields, problem, onChange }: PersonFieldsProps) {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const { firms } = useFirms()
  return (
    <>
      <TextInput
        label={t('name')}
        hint={t('form.nameHint')}
        value={fields.name}
        maxLength={100}
        autoComplete="off"
        error={fieldError(problem, 'name')}
        onChange={(name) => onChange({ ...fields, name })}
      />
      <Select
        label={t('role')}
        value={fields.role}
        error={fieldError(problem, 'role')}
        options={ROLES.map((it) => ({
          value: it,
          label: t('roleLine', { role: common(`role.${it}`), text: t(`roleText.${it}`) }),
        }))}
        onChange={(role) =>
          onChange({ ...fields, role, contractor: role === 'contractor' ? (firms[0]?.id ?? '') : '' })
        }
      />
      {fields.role === 'contractor' && (
        <Select
          label={t('form.firm')}
          value={fields.contractor}
          error={fieldError(problem, 'contractor')}
          options={firms.map((it) => ({ value: it.id, label: it.name }))}
          onChange={(contractor) => onChange({ ...fields, contractor })}
        />
      )}
      <Select
        label={t('language')}
        value={fields.language}
        options={(['ja', 'en'] as const).map((it) => ({ value: it, label: t(it) }))}
        onChange={(language) => onChange({ ...fields, language })}
      />
    </>
  )
}
