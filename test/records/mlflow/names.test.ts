import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedact } from '../../../src/agents/redact.ts';
import { keyOf, paramsIn, tagsOf } from '../../../src/records/mlflow/names.ts';
import { redactNothing } from '../../support/records.ts';

describe('params', () => {
  it('have names with dots, and lists as JSON', () => {
    const config = { rule: 'race', agents: { judge: { name: 'claude', model: 'opus' } }, env: ['A', 'B'], seed: 0 };
    expect(paramsIn(config, redactNothing)).toEqual({
      rule: 'race',
      'agents.judge.name': 'claude',
      'agents.judge.model': 'opus',
      env: '["A","B"]',
      seed: '0',
    });
  });

  it('leave out what is not set, which is not the same as false or 0', () => {
    const config = { a: null, b: undefined, c: '', d: {}, e: false, f: 0, g: { h: null } };
    expect(paramsIn(config, redactNothing)).toEqual({ e: 'false', f: '0' });
  });

  it('are cut where MLflow would refuse them, and redacted before that', () => {
    const secret = 'hunter2-hunter2';
    const redact = createRedact([secret]);
    const { long, told } = paramsIn({ long: 'x'.repeat(7000), told: `${'x'.repeat(5990)}${secret}` }, redact);
    expect(long).toHaveLength(6000);
    expect(long).toMatch(/x…$/);
    expect(told).not.toContain('hunter');
  });

  it('are taken by MLflow, whatever a configuration holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (config) => {
        for (const [key, value] of Object.entries(paramsIn(config, redactNothing))) {
          expect(key).toMatch(/^[\w.-]{0,250}$/);
          expect(value.length).toBeLessThanOrEqual(6000);
          expect(value).not.toMatch(/\p{Cs}/u);
        }
      }),
    );
  });
});

describe('tags', () => {
  it('are those that are known', () => {
    const tags = { reason: 'better', hypothesis: '', parent: null, changelog: 'two\nlines' };
    expect(tagsOf(tags, redactNothing)).toEqual({ reason: 'better', changelog: 'two lines' });
  });

  it('hold nothing that steers a terminal, no half of a character, and no more than MLflow takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(400), (text, times) => {
        const { tag = '' } = tagsOf({ tag: text.repeat(times) }, redactNothing);
        expect(tag).not.toMatch(/\p{Cc}/u);
        expect(tag).not.toMatch(/\p{Cs}/u);
        expect(tag.length).toBeLessThanOrEqual(5000);
      }),
    );
  });
});

describe('names of metrics', () => {
  it.each([
    ['pass_rates.1', 'pass_rates.1'],
    ['pass_rates.a eval/with: signs', 'pass_rates.a-eval-with-signs'],
    ['pass_rates.größe', 'pass_rates.gr-e'],
    ['x'.repeat(300), 'x'.repeat(250)],
  ])('%s is %s', (name, key) => {
    expect(keyOf(name)).toBe(key);
  });
});
