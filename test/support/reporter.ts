import type { Reporter, TestModule } from 'vitest/node';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };

/** Ends the output of a test run with one line such as `12 passed, 0 failed, 1 skipped`. */
export const countReporter: Reporter = {
  onInit() {
    // Coverage is reported after the last hook of a reporter, so the line waits for the end of the process.
    process.once('exit', (exitCode) => process.stdout.write(`${describeCount(exitCode)}\n`));
  },
  onTestRunEnd(modules, unhandledErrors) {
    Object.assign(total, { passed: 0, failed: unhandledErrors.length, skipped: 0 });
    for (const module of modules) count(module);
  },
};

/** A file that does not load and a suite whose hook throws have no failed test of their own: each counts as one. */
function count(module: TestModule): void {
  const broken = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  total.failed += broken.length;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state !== 'pending') total[state] += 1;
  }
}

/** A run that fails without a failed test (a missed coverage threshold, a broken set-up) counts as one failure. */
function describeCount(exitCode: number): string {
  const failed = exitCode === 0 ? total.failed : Math.max(1, total.failed);
  const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
  return `${total.passed} passed, ${failed} failed${skipped}`;
}
