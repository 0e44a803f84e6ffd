import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/agents/retry-after.ts';

const now = Date.parse('2026-01-31T10:00:00Z');

test.each([
  [{ 'retry-after-ms': '250' }, '', 250],
  [{ 'retry-after': '1.5' }, '', 1500],
  [{ 'retry-after': 'Sat, 31 Jan 2026 10:00:30 GMT' }, '', 30_000],
  [{ 'retry-after': 'Sat, 31 Jan 2026 09:00:00 GMT' }, '', 0],
  [{}, '{"error":{"details":[{"retryDelay": "34.5s"}]}}', 34_500],
  [{ 'retry-after': 'soon' }, '', null],
  [{}, '', null],
])('a service that answers %j %s wants to be asked again after %s ms', (headers, body, ms) => {
  expect(retryAfterMs(headers, { body, now })).toBe(ms);
});
