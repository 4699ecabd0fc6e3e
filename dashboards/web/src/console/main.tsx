import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../design/tokens.css'
import '../design/base.css'
import './ui/page.css'
import './frame.css'
import './ui/controls.css'
import './ui/table.css'
import { applyTheme, chosenTheme } from '../design/theme.ts'
import { startLanguage } from '../shared/language.ts'
import { queryClient } from '../shared/queries.ts'
import { App } from './App.tsx'
import { consoleWords } from './words.ts'

startLanguage(consoleWords, null)
applyTheme(chosenTheme())

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
