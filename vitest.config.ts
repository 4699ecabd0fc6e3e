import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'firmware-sim/test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real servers on a busy machine take their time; a poll that succeeds costs none of it.
    expect: { poll: { timeout: 15_000 } },
  },
})
