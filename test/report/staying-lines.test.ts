import { expect, it } from 'vitest';
import { stayingLines } from '../../src/report/staying-lines.ts';
import { at, decided, iterationStarted } from '../core/run-events.ts';

it('a warning stays whole, broken at blanks; a word that is longer than a line has one of its own', () => {
  const message = 'command:/a/folder/with/a/long/name/agent.js is the judge of its own work; name another with --judge';
  expect(stayingLines({ event: 'warning', message, at: at(0) }, 40)).toEqual([
    'warning:',
    'command:/a/folder/with/a/long/name/agent.js',
    'is the judge of its own work; name',
    'another with --judge',
  ]);
});

it('a decision stays in two lines, and most events not at all', () => {
  const lines = stayingLines(decided({ iteration: 3, changelog: 'Said it again and again. '.repeat(9) }), 60);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/…$/);
  expect(stayingLines(iterationStarted(1, 'v0', ['a']), 60)).toEqual([]);
});
