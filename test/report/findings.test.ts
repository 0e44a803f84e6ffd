import { expect, it } from 'vitest';
import { renderFindings } from '../../src/report/findings.ts';
import { plain } from '../../src/report/paint.ts';

it('a finding is a line, with what to do about it below, and nothing in it steers the terminal', () => {
  const text = renderFindings(
    [
      { area: 'node', status: 'ok', message: 'Node 20', fix: null },
      { area: 'agent', status: 'fail', message: 'x \u001b[2J', fix: 'First this.\nThen that.' },
      { area: 'sandbox', status: 'warn', message: 'none', fix: null },
    ],
    { paint: plain },
  );
  expect(text).not.toContain('\u001b');
  expect(text.split('\n')).toEqual([
    'ok    node     Node 20',
    expect.stringMatching(/^fail {2}agent {4}x /),
    '               First this.',
    '               Then that.',
    'warn  sandbox  none',
    '',
    '1 ok, 1 to look at, 1 to mend',
  ]);
});
