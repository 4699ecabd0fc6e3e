import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../design/tokens.css'
import '../design/base.css'
import './crew.css'
import './work.css'
import './forms.css'
import { applyTheme, chosenTheme } from '../design/theme.ts'
import { startLanguage } from '../shared/language.ts'
import { App } from './App.tsx'
import { crew, type Mode } from './crew.ts'
import { allLinks, type KeptLink } from './crew-db.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'
import { startWorkers } from './start-workers.ts'

startLanguage({ ja, en }, new URLSearchParams(window.location.search).get('lang'))
applyTheme(chosenTheme())

/** A link's token is in the fragment; this page shows its call-out and nothing else. */
function modeNow(): Mode {
  const [, token] = /^#l=([\w-]{22})$/.exec(window.location.hash) ?? []
  return token === undefined ? { kind: 'person' } : { kind: 'link', token }
}

async function begin(): Promise<{ links: readonly KeptLink[]; broken: boolean }> {
  try {
    const links = await allLinks()
    await crew.open(modeNow(), links)
    return { links, broken: false }
  } catch {
    return { links: [], broken: true }
  }
}

// another link opened in the same window
window.addEventListener('hashchange', () => window.location.reload())

const root = document.getElementById('root')
if (root !== null) {
  const { links, broken } = await begin()
  createRoot(root).render(
    <StrictMode>
      <App links={links} broken={broken} />
    </StrictMode>,
  )
  startWorkers()
}
