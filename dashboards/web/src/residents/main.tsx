import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../design/tokens.css'
import '../design/base.css'
import './residents.css'
import './list.css'
import './map.css'
import './route.css'
import { applyTheme, chosenTheme, THEMES } from '../design/theme.ts'
import { startLanguage } from '../shared/language.ts'
import { App } from './App.tsx'
import { queryClient } from './api.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'

// a page that embeds says how it looks: ?lang=en&theme=light
const asked = new URLSearchParams(window.location.search)
startLanguage({ ja, en }, asked.get('lang'))
applyTheme(THEMES.find((it) => it === asked.get('theme')) ?? chosenTheme())

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  )
}
