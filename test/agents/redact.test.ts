import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedact } from '../../src/agents/redact.ts';

describe('redacting', () => {
  it('replaces every place of every secret, whatever stands around it', () => {
    const redact = createRedact(['s3cret-value', 'a+b(c)*$&[x]']);
    expect(redact('(s3cret-value) s3cret-values, s3cret-value')).toBe('([redacted]) [redacted]s, [redacted]');
    expect(redact('key=a+b(c)*$&[x];')).toBe('key=[redacted];');
  });

  it('takes the longest secret first, so that no rest of it stays', () => {
    expect(createRedact(['password', 'password-2', 'my-password-2'])('my-password-2')).toBe('[redacted]');
  });

  it('knows a secret as JSON writes it, too', () => {
    const secret = 'a"quoted\\secret';
    expect(createRedact([secret])(JSON.stringify({ key: secret }))).toBe('{"key":"[redacted]"}');
    expect(createRedact([secret])(secret)).toBe('[redacted]');
  });

  it.each([
    `sk-ant-${'a1_-'.repeat(8)}`,
    `ghp_${'a1'.repeat(18)}`,
    `github_pat_${'a1_'.repeat(14)}`,
    `AKIA${'A1'.repeat(8)}`,
    `AIza${'a1_-b'.repeat(7)}`,
    `xoxb-${'1-a'.repeat(6)}`,
  ])('knows a credential by its shape: %s', (credential) => {
    expect(createRedact([])(`the key "${credential}", he said`)).toBe('the key "[redacted]", he said');
  });

  it('leaves all other text as it is', () => {
    const text = 'ask-me about the sk-8 board, AKIA and ghp_short';
    expect(createRedact(['not in there'])(text)).toBe(text);
  });

  it('leaves no secret in any text', () => {
    const secret = fc.string({ minLength: 8, maxLength: 20 }).filter((value) => !'[redacted]'.includes(value));
    fc.assert(
      fc.property(fc.array(secret, { maxLength: 4 }), fc.array(fc.string(), { maxLength: 5 }), (secrets, parts) => {
        const text = parts
          .flatMap((part, index) => [part, secrets[index % Math.max(1, secrets.length)] ?? ''])
          .join(' | ');
        const clean = createRedact(secrets)(text);
        for (const value of secrets) expect(clean).not.toContain(value);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
