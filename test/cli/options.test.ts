import { Command } from 'commander';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { configOf, limitsOf, type MeasureFlags, originsOf, withMeasureFlags } from '../../src/cli/options.ts';

/** A measuring command, parsed from its flags. */
function parse(...flags: readonly string[]): { readonly command: Command; readonly flags: MeasureFlags } {
  const command = withMeasureFlags(new Command('measure'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse(flags, { from: 'user' });
  return { command, flags: command.opts<MeasureFlags>() };
}

const refused = (...flags: readonly string[]) => expect(() => parse(...flags));

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['1.5h', 5_400_000],
    ['45', 45_000],
    ['0.0001s', 1],
  ])('%s is %i ms', (text, ms) => {
    expect(limitsOf(parse('--max-time', text).flags)).toEqual({ max_time_ms: ms });
  });

  it.each(['0', '0s', '-5s', '5d', 's', '1h30m', '1e3', ' 5s', 'Infinity'])('%j is none', (text) => {
    refused(`--max-time=${text}`).toThrow('It must be a time such as 90s, 30m or 2h.');
  });
});

describe('sizes', () => {
  it.each([
    ['10MB', 10_000_000],
    ['2 GiB', 2 ** 31],
    ['1.5kb', 1500],
    ['512KiB', 524_288],
    ['1.5g', 1.5e9],
    ['1.003MB', 1_003_000],
    ['7b', 7],
    ['0', 0],
    ['none', null],
  ])('%s is %i bytes', (text, artifact_bytes) => {
    expect(limitsOf(parse('--artifact-limit', text).flags)).toEqual({ artifact_bytes });
  });

  it.each(['', '-1', '10XB', 'MB', '1e3', '1,5MB', 'Infinity', '99999999GB'])('%j is none', (text) => {
    refused(`--artifact-limit=${text}`).toThrow('It must be a size such as 500kB, 10MB or 2GiB, or none.');
  });
});

describe('whole numbers', () => {
  it.each(['-1', '1.5', 'ten', '', '1e3', '0x10', '99999999999999999999'])('%j is none', (text) => {
    refused(`--retries=${text}`).toThrow('It must be a whole number from 0 on.');
  });

  it.each([
    ['--iterations', 0],
    ['--retries', 0],
    ['--seed', 0],
    ['--max-reverts', 1],
    ['--max-trials', 1],
    ['--concurrency', 1],
    ['--timeout', 1],
  ])('%s begins at %i', (flag, least) => {
    expect(() => parse(flag, String(least))).not.toThrow();
    refused(`${flag}=${least - 1}`).toThrow(`from ${least} on`);
  });
});

describe('bounds of a run', () => {
  it('are lifted by none', () => {
    const flags = ['trials', 'cost', 'tokens', 'time', 'reverts'].flatMap((cap) => [`--max-${cap}`, 'none']);
    expect(limitsOf(parse(...flags).flags)).toEqual({
      max_trials: null,
      max_cost_usd: null,
      max_tokens: null,
      max_time_ms: null,
      max_reverts: null,
    });
  });

  it('of the program itself are lifted by a number of iterations', () => {
    expect(limitsOf(parse('--iterations', '7').flags)).toEqual({ iterations: 7, own_budget: false });
    expect(limitsOf(parse('--iterations', '+7').flags)).toEqual({ own_budget: false });
  });

  it('and proposals are chosen by auto', () => {
    const { flags } = parse('--proposals', 'auto', '--final-passes', 'auto');
    expect([configOf(flags), limitsOf(flags)]).toEqual([{}, { final_passes: null }]);
  });
});

describe('amounts of money', () => {
  it.each([
    ['0.50', 0.5],
    ['3', 3],
  ])('%s is %f', (text, amount) => {
    expect(configOf(parse('--max-call-cost', text).flags)).toEqual({ max_call_usd: amount });
  });

  it.each(['0', '-1', '$5', '.5', '1,50'])('%j is none', (text) => {
    refused(`--max-call-cost=${text}`).toThrow('It must be a positive amount of US dollars');
  });
});

describe('variables that agents may see', () => {
  it('are collected', () => {
    expect(parse('--env', 'A', '--env', '_b2').flags.env).toEqual(['A', '_b2']);
  });

  it.each(['A=1', '2B', 'A-B', ''])('are names only, not %j', (text) => {
    refused(`--env=${text}`).toThrow('without its value');
  });
});

describe('commands of the evals', () => {
  it.each(['run', 'refuse'])('can be said to %s', (value) => {
    expect(parse('--check-commands', value).flags.checkCommands).toBe(value);
  });

  it.each(['no', 'false', '', 'Refuse'])('are not decided by %j', (value) => {
    refused(`--check-commands=${value}`).toThrow('Allowed choices are run, refuse.');
  });

  it('are refused by the environment as well', () => {
    vi.stubEnv('SKILLRATCHET_CHECK_COMMANDS', 'refuse');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(parse().flags.checkCommands).toBe('refuse');
    expect(parse('--check-commands', 'run').flags.checkCommands).toBe('run');
  });
});

describe('where a setting comes from', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('what was not given is absent, so that a run that goes on keeps what it began with', () => {
    const { flags } = parse();
    expect([configOf(flags), limitsOf(flags)]).toEqual([{}, {}]);
  });

  it('a flag wins over the environment, which is read by the same rules', () => {
    vi.stubEnv('SKILLRATCHET_SEED', '7');
    vi.stubEnv('SKILLRATCHET_RETRIES', '1');
    const { command, flags } = parse('--seed', '8');
    expect(configOf(flags)).toEqual({ seed: 8, retries: 1 });
    expect(originsOf(command)).toMatchObject({ seed: 'flag', retries: 'environment', agent: 'default' });
    vi.stubEnv('SKILLRATCHET_SEED', 'lucky');
    refused().toThrow('It must be a whole number from 0 on.');
  });
});
