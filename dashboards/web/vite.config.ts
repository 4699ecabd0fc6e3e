import { defineConfig } from 'vite'

/** Each entry is a page of its own: no reader loads what is meant for another. */
const ENTRIES = {
  residents: 'index.html',
  console: 'console.html',
  contractor: 'contractor.html',
  'contractor-sw': 'src/contractor/worker/contractor-sw.ts',
}
/** A service worker rules the addresses below its own, so that it stands at the top, under a name that stays. */
const AT_THE_TOP = ['contractor-sw']

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  appType: 'mpa',
  build: {
    target: 'es2022',
    // the policy of the pages allows no inline script or style, and no data: URL where a file would do
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // 'use client' means something to server components alone
    rolldownOptions: {
      input: ENTRIES,
      checks: { moduleLevelDirective: false, pluginTimings: false },
      output: {
        entryFileNames: ({ name }) => (AT_THE_TOP.includes(name) ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
    // the map library is one chunk, loaded when a map is shown
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/public': 'http://127.0.0.1:8080', '/api': 'http://127.0.0.1:8080' } },
})
