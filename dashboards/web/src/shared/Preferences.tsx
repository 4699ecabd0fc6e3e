import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseTheme, chosenTheme, THEMES, type Theme } from '../design/theme.ts'
import { chooseLanguage, currentLanguage } from './language.ts'

/** Language and theme, kept on this device. Words come from the page: `theme.*`. */
export function Preferences() {
  const { t } = useTranslation()
  const [theme, setTheme] = useState<Theme>(chosenTheme)
  const other = currentLanguage() === 'ja' ? 'en' : 'ja'
  return (
    <div className="preferences no-print">
      <label>
        <span className="hidden-text">{t('theme.label')}</span>
        <select
          className="button"
          value={theme}
          onChange={(event) => {
            const chosen = event.target.value as Theme
            setTheme(chosen)
            chooseTheme(chosen)
          }}
        >
          {THEMES.map((it) => (
            <option key={it} value={it}>
              {t(`theme.${it}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="button" lang={other} onClick={() => chooseLanguage(other)}>
        {other === 'en' ? 'English' : '日本語'}
      </button>
    </div>
  )
}
