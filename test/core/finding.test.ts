import { expect, it } from 'vitest';
import { exitOf, type Finding } from '../../src/core/finding.ts';

const found = (area: Finding['area'], status: Finding['status']): Finding => ({ area, status, message: '', fix: null });

it.each([
  ['nothing', [], 0],
  ['something to look at', [found('agent', 'warn'), found('node', 'ok')], 0],
  ['something to mend', [found('disk', 'fail'), found('agent', 'warn')], 2],
  ['an agent that fails', [found('disk', 'fail'), found('agent', 'fail')], 4],
])('%s', (_, findings, code) => {
  expect(exitOf(findings)).toBe(code);
});
