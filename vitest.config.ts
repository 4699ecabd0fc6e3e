import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'service',
          include: ['test/**/*.test.ts', 'firmware-sim/test/**/*.test.ts'],
          exclude: ['test/web/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'web',
          include: ['test/web/**/*.test.ts'],
          // A browser lives in real time, on whatever is left of two cores: a journey that failed is made once more, and
          // the report says that it was. One that fails twice has failed.
          retry: 1,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
    pool: 'forks',
    // Test files start and end many worker threads, and V8 now and then loses track of a code page then; less often
    // without memory protection keys. What it ends nevertheless, test/run.ts runs again.
    execArgv: ['--no-memory-protection-keys'],
    maxWorkers: 2,
    // a busy machine takes minutes for what takes seconds
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Real servers on a busy machine take their time; a poll that succeeds costs none of it.
    expect: { poll: { timeout: 30_000 } },
  },
})
