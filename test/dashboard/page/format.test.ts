import { expect, it } from 'vitest';
import {
  amount,
  bytes,
  counted,
  duration,
  moment,
  money,
  percent,
  points,
  score,
} from '../../../src/dashboard/page/format.ts';

it('what is not known is never shown as a number', () => {
  expect([score(null), percent(undefined), money(null), duration(null), amount(null), bytes(null)]).toEqual([
    '–',
    '–',
    'unknown',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

it('figures have the places that they are worth', () => {
  expect([score(0.8611), percent(0.4783)]).toEqual(['0.86', '48 %']);
  expect([0.4389, 0.036, -0.036, -0.5, -0.0001].map(points)).toEqual(['+44', '+3.6', '−3.6', '−50', '+0.0']);
  expect([0, 0.0031, 0.5, 12.345].map(money)).toEqual(['$0.00', '$0.0031', '$0.50', '$12.35']);
  expect([850, 12_400, 185_000, 7_800_000].map(duration)).toEqual(['850 ms', '12.4 s', '3 min 5 s', '2 h 10 min']);
  expect([812, 14_231, 1_310_000].map(amount)).toEqual(['812', '14.2 k', '1.31 M']);
  expect([812, 20_480, 20_971_520].map(bytes)).toEqual(['812 B', '20 KiB', '20 MiB']);
  expect([counted(1, 'trial'), counted(2, 'trial'), counted(2, 'pass', 'passes')]).toEqual([
    '1 trial',
    '2 trials',
    '2 passes',
  ]);
});

it('a date that is none is shown as it stands', () => {
  expect(moment('yesterday')).toBe('yesterday');
  expect(moment('2025-01-15T10:30:00+00:00')).toMatch(/2025/);
});
