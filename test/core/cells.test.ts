import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentNames, agentOf, cellId, cellOf, cellsOf } from '../../src/core/cells.ts';
import { evalCase } from '../evals/eval-case.ts';

const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/);

describe('the cells of a run', () => {
  const evals = [evalCase({ id: 'a' }), evalCase({ id: 'b' })];

  it('are its evals where it has one agent', () => {
    expect(cellsOf(evals, ['claude'])).toBe(evals);
  });

  it('are each eval under each agent, those of an eval side by side', () => {
    expect(cellsOf(evals, ['claude', 'codex']).map(({ id }) => id)).toEqual(['a', 'a@@codex', 'b', 'b@@codex']);
  });

  it('are told from their ids, whatever an eval is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), name, (evalId, agent) => {
        expect(cellOf(cellId({ evalId, agent }))).toEqual({ evalId, agent });
      }),
    );
    expect(cellOf('a@b@c')).toEqual({ evalId: 'a@b@c', agent: null });
  });

  it('belong to the first agent where they name none', () => {
    expect(['a', 'a@@codex'].map((id) => agentOf(id, ['claude', 'codex']))).toEqual(['claude', 'codex']);
  });
});

describe('the names of agents', () => {
  it('are what they were asked for as, fit for a folder; of a program the file', () => {
    const specs = [
      'claude',
      'claude:opus',
      'command:./agents/mine.js',
      'api:openai/gpt-5',
      'command:/x/my agent',
      'a:…',
    ];
    expect(agentNames(specs)).toEqual(['claude', 'claude-opus', 'mine.js', 'api-openai-gpt-5', 'my-agent', 'a']);
    expect(agentNames(['acp:/opt/bin/gemini --acp', 'replay:/runs/old'])).toEqual(['acp-gemini-acp', 'replay-old']);
  });

  it('are told apart, on file systems too that know no capitals', () => {
    expect(agentNames(['command:x', 'command:b/x', 'command:c/X'])).toEqual(['x', 'x-2', 'X-3']);
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (specs) => {
        const names = agentNames(specs);
        expect(new Set(names.map((one) => one.toLowerCase())).size).toBe(specs.length);
        for (const one of names) expect(one).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
      }),
    );
  });
});
