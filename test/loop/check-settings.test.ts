import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/port.ts';
import { defaultLimits } from '../../src/cli/defaults.ts';
import type { RunConfig, RunRecord } from '../../src/core/schema/run.ts';
import type { EvalCase } from '../../src/core/schema/suite.ts';
import { checkOffline, checkPayable, checkRule, proposalsFor } from '../../src/loop/check-settings.ts';

const CONFIG = { rule: 'race', proposals: 4 } as RunConfig;

function evalCase(id: string, parts: Partial<EvalCase> = {}): EvalCase {
  const expectations = [{ number: 1, text: 'E', check: null }];
  return { id, prompt: '', files: [], expectations, timeoutMs: null, runs: 1, weight: 1, split: null, ...parts };
}

describe('the settings of a run', () => {
  it('propose side by side where slots would stand empty', () => {
    expect([proposalsFor('race', 4), proposalsFor('race', 3), proposalsFor('strict', 12)]).toEqual([4, 1, 1]);
  });

  it('rule strict takes one candidate at a time', () => {
    expect(() => checkRule({ ...CONFIG, rule: 'strict' }, [])).toThrow('one candidate at a time, not 4');
    expect(() => checkRule({ ...CONFIG, rule: 'strict', proposals: 1 }, [])).not.toThrow();
  });

  it('rule race repeats evals itself', () => {
    const evals = [evalCase('a'), evalCase('b', { runs: 3 })];
    expect(() => checkRule(CONFIG, evals)).toThrow('The eval b asks for 3 runs a pass.');
    expect(() => checkRule({ ...CONFIG, rule: 'strict', proposals: 1 }, evals)).not.toThrow();
  });

  it('trials without network need a sandbox, and an agent that does without', () => {
    const agent = (needsNetwork: boolean) => ({ name: 'claude', needsNetwork }) as Agent;
    const config = (sandbox: string, offline_trials = true) => ({ ...CONFIG, sandbox, offline_trials });
    expect(() => checkOffline(config('none', false), agent(true))).not.toThrow();
    expect(() => checkOffline(config('bwrap'), agent(false))).not.toThrow();
    expect(() => checkOffline(config('none'), agent(false))).toThrow('needs a sandbox');
    expect(() => checkOffline(config('bwrap'), agent(true))).toThrow('cannot be used with claude: it asks its model');
  });

  it('a cap that cannot pay the baseline and one iteration is refused', () => {
    const evals = [
      evalCase('a'),
      evalCase('b'),
      evalCase('c', { split: 'train' }),
      evalCase('d', { expectations: [] }),
    ];
    const check = (rule: RunConfig['rule'], max_trials: number | null) => () =>
      checkPayable({ limits: { ...defaultLimits(rule), max_trials }, run: { config: { rule } } as RunRecord, evals });
    expect(check('strict', 5)).toThrow('5 trials cannot pay the baseline (4) and one iteration (2).');
    expect(check('strict', 6)).not.toThrow();
    expect(check('strict', null)).not.toThrow();
    // A quarter that does not reach for one final pass of both versions is not kept for it.
    expect(check('race', 5)).toThrow('5 trials cannot pay the baseline (4) and one iteration (2).');
    expect(check('race', 5)).toThrow(expect.objectContaining({ hint: 'Use --max-trials 6 or more, or leave it out.' }));
    expect(check('race', 6)).not.toThrow();
    const read = Array.from({ length: 12 }, (_, index) => evalCase(`r${index}`, { expectations: [] }));
    const many = (max_trials: number) => () =>
      checkPayable({
        limits: { ...defaultLimits('race'), max_trials },
        run: { config: { rule: 'race' } } as RunRecord,
        evals: [...evals, ...read],
      });
    expect(many(18)).toThrow('one iteration (2): 4 of them are kept for the final passes.');
    expect(many(24)).not.toThrow();
    expect(check('race', null)).not.toThrow();
  });
});
