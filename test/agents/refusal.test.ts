import { expect, test } from 'vitest';
import { kindOfRefusal } from '../../src/agents/refusal.ts';

test.each([
  ['unexpected status 403 Forbidden: no, url: http://x', 'auth'],
  ['exceeded retry limit, last status: 429 Too Many Requests', 'rate_limit'],
  ['503 upstream', 'overload'],
  ['{"error":{"code": 401,"message":"no"}}', 'auth'],
  ['Quota exceeded. Check your plan and billing details.', 'auth'],
  ['The model `x` does not exist or you do not have access to it.', 'auth'],
  ['Your access token could not be refreshed. Please log in again.', 'auth'],
  ["You've hit your usage limit. Try again in 3 hours.", 'rate_limit'],
  ["Codex ran out of room in the model's context window.", 'cap'],
  ['Selected model is at capacity.', 'overload'],
  ['Connection error.', 'overload'],
  ['terminated', 'cut'],
  ['I was told 500 things', 'crash'],
])('%s: %s', (message, kind) => {
  expect(kindOfRefusal(message)).toBe(kind);
});
