import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'firmware-sim/test/**/*.test.ts'],
    pool: 'forks',
    // Test files start and end many worker threads, and V8 now and then loses track of a code page then; less often
    // without memory protection keys. What it ends nevertheless, test/run.ts runs again.
    execArgv: ['--no-memory-protection-keys'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real servers on a busy machine take their time; a poll that succeeds costs none of it.
    expect: { poll: { timeout: 15_000 } },
  },
})
