import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { type ArchivedRun, renderHistory } from '../../src/report/history.ts';
import { plain } from '../../src/report/paint.ts';
import { BY_TAG, NASTY, NASTY_SHOWN } from './paints.ts';

const WIDE = { columns: 200, paint: plain };
const DONE: ArchivedRun = {
  id: 'run_001',
  started_at: '2026-11-21T10:00:00Z',
  status: 'completed',
  notes: '0.5 → 0.7',
};
const FAILED: ArchivedRun = { id: 'run_1000', started_at: null, status: 'failed', notes: null };

it('archived runs are a line each, in columns', () => {
  expect(renderHistory([DONE, FAILED], WIDE)).toBe(
    'run_001   2026-11-21T10:00:00Z  completed  0.5 → 0.7\nrun_1000  –                     failed',
  );
});

it('a wide name keeps the columns', () => {
  const lines = renderHistory([{ ...DONE, id: '実行一号' }, DONE], WIDE).split('\n');
  const before = lines.map((line) => stringWidth(line.slice(0, line.indexOf('2026'))));
  expect(before).toEqual([10, 10]);
});

it('a list without a run says so', () => {
  expect(renderHistory([], WIDE)).toBe('No run is archived here yet.');
});

it('a run that failed stands out', () => {
  expect(renderHistory([DONE, FAILED], { ...WIDE, paint: BY_TAG })).toMatch(
    /^run_001.*\n<red>run_1000.*failed<\/red>$/,
  );
});

it('what somebody else wrote into the list steers no terminal, and fits into its width', () => {
  const text = renderHistory([{ ...DONE, notes: NASTY }], WIDE);
  expect(text).toContain(NASTY_SHOWN);
  for (const line of renderHistory([{ ...DONE, notes: '漢字'.repeat(50) }, FAILED], { ...WIDE, columns: 60 }).split(
    '\n',
  )) {
    expect(stringWidth(line)).toBeLessThanOrEqual(60);
  }
});
