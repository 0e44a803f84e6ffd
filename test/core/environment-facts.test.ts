import { describe, expect, it } from 'vitest';
import { environmentFactsSchema, factsByName } from '../../src/core/environment-facts.ts';

const AGENTS = {
  executor: { name: 'claude', version: '2.1.0', model: 'opus' },
  judge: { name: 'codex', version: null, model: null },
  improver: { name: 'claude', version: '2.1.0', model: 'opus' },
};

describe('the facts of an environment', () => {
  it('have names, and what an agent does not tell has none', () => {
    const recorded = {
      ...{ schema_version: 1, node: '20.19.0', platform: 'linux', arch: 'x64', os_release: '6.1', cpus: 2 },
      ...{ skillratchet: '0.1.0', sandbox: 'none', agents: AGENTS, git: { sha: 'abc' }, config_hash: 'f00' },
    };
    expect(factsByName(environmentFactsSchema.parse(recorded))).toEqual({
      ...{ node: '20.19.0', platform: 'linux', arch: 'x64', os_release: '6.1', cpus: '2' },
      ...{ skillratchet: '0.1.0', sandbox: 'none' },
      ...{ 'executor.name': 'claude', 'executor.version': '2.1.0', 'executor.model': 'opus', 'judge.name': 'codex' },
    });
  });

  it('of an earlier version are fewer', () => {
    expect(factsByName(environmentFactsSchema.parse({ node: '20.19.0' }))).toEqual({ node: '20.19.0' });
    expect(factsByName(environmentFactsSchema.parse({}))).toEqual({});
  });
});
