import { describe, expect, test } from 'vitest';
import { accessTo, parseModelName } from '../../../src/agents/api/access.ts';

const access = (spec: string, environment: Record<string, string> = {}) => accessTo(parseModelName(spec), environment);

describe('a model is named as PROVIDER/MODEL', () => {
  test.each([
    ['anthropic/claude-haiku-4-5', 'anthropic', 'claude-haiku-4-5'],
    ['ollama/llama3.1:8b', 'ollama', 'llama3.1:8b'],
    ['compatible/meta-llama/Llama-3', 'compatible', 'meta-llama/Llama-3'],
  ])('such as %s', (spec, provider, model) => {
    expect(parseModelName(spec)).toEqual({ provider, model });
  });

  test.each([null, '', 'anthropic', 'anthropic/', 'mine/x', 'toString/x'])('and not as %j', (spec) => {
    expect(() => parseModelName(spec)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('a service is found', () => {
  test.each([
    ['anthropic/m', { ANTHROPIC_API_KEY: 'k' }, 'https://api.anthropic.com/v1', 'k'],
    ['anthropic/m', { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://h:1/' }, 'http://h:1/v1', 'k'],
    ['openai/m', { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://h/v1' }, 'http://h/v1', 'k'],
    ['google/m', { GOOGLE_API_KEY: 'k' }, 'https://generativelanguage.googleapis.com/v1beta', 'k'],
    ['google/m', { GEMINI_API_KEY: ' ', GOOGLE_API_KEY: 'k', GEMINI_BASE_URL: 'http://h' }, 'http://h/v1beta', 'k'],
    ['ollama/m', {}, 'http://127.0.0.1:11434/v1', null],
    ['vllm/m', { VLLM_BASE_URL: 'http://gpu:8000', VLLM_API_KEY: 'k' }, 'http://gpu:8000/v1', 'k'],
    ['compatible/m', { SKILLRATCHET_API_BASE_URL: 'http://h/api/v2' }, 'http://h/api/v2', null],
  ])('%s with %j', (spec, environment, ...[baseURL, key]) => {
    expect(access(spec, environment)).toEqual({ baseURL, key, model: 'm' });
  });

  test.each([
    ['anthropic/m', 'anthropic is not logged in: it has no key.', 'ANTHROPIC_API_KEY'],
    ['openai/m', 'openai is not logged in: it has no key.', 'OPENAI_API_KEY'],
    ['google/m', 'google is not logged in: it has no key.', 'GEMINI_API_KEY'],
    ['compatible/m', 'compatible has no base URL.', 'SKILLRATCHET_API_BASE_URL'],
  ])('or what is missing is named: %s', (spec, message, variable) => {
    const missing = { code: 'agent_unavailable', message, hint: expect.stringContaining(variable) };
    expect(() => access(spec)).toThrow(expect.objectContaining(missing));
  });
});
