import { defineConfig } from 'vitest/config';
import { countReporter } from './test/support/reporter.ts';

/** Tests that play whole runs with real agents, but from inside: seconds each, so apart from the fast ones. */
const WHOLE_RUNS = [
  'test/loop/**/*.test.ts',
  'test/agents/{claude,codex,pi}/agent.test.ts',
  'test/contract/agent*.test.ts',
  'test/fixtures/**/*.test.ts',
];

export default defineConfig({
  test: {
    environment: 'node',
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // A machine that is busy with something else may miss a moment that a test waits for; what fails twice is wrong.
    retry: process.env.CI === undefined ? 0 : 1,
    // Tests mostly wait for child processes: a worker per core, where vitest would leave one core free.
    maxWorkers: '100%',
    reporters: ['default', countReporter],
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts'],
      reporter: ['text'],
      thresholds: { branches: 95 },
    },
    projects: [
      {
        extends: true,
        test: { name: 'fast', isolate: false, include: ['test/**/*.test.ts'], exclude: [...WHOLE_RUNS, 'test/e2e/**'] },
      },
      { extends: true, test: { name: 'runs', include: WHOLE_RUNS } },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: ['test/support/global-setup.ts'] },
      },
    ],
  },
});
