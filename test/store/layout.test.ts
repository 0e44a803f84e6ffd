import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evalFolder, iterationOf, versionOf, workspaceAt } from '../../src/store/layout.ts';

describe('the folder of an eval', () => {
  it.each([
    ['1', 'eval-1'],
    ['a.B_c-9', 'eval-a.B_c-9'],
    ['two words', 'eval-two-words'],
    ['../../etc', 'eval-..-..-etc'],
    ['größe & maß', 'eval-gr-e-ma-'],
    ['..', 'eval-..'],
  ])('of the id %j is %s', (id, folder) => {
    expect(evalFolder(id)).toBe(folder);
  });

  it('is one plain name, whatever the id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (id) => {
        expect(evalFolder(id)).toMatch(/^eval-[A-Za-z0-9._-]+$/);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('versions', () => {
  it('are named after their iteration, and read back', () => {
    for (const iteration of [0, 3, 1000]) expect(iterationOf(versionOf(iteration))).toBe(iteration);
  });

  it.each(['v', 'v01', 'v-1', 'V1', '1', 'v1 ', 'v1.5', 'best', ''])('are not named %j', (name) => {
    expect(iterationOf(name)).toBeNull();
  });
});

describe('the trials of an iteration', () => {
  const { trial } = workspaceAt('/w').iteration(2);

  it('lie in eval-ID, the first one for ever, further ones inside it', () => {
    expect(trial('7', 1).grading).toBe('/w/iteration-2/eval-7/grading.json');
    expect(trial('7', 3).dir).toBe('/w/iteration-2/eval-7/trial-3');
    expect(trial('7', 1).attempt(2)).toBe('/w/iteration-2/eval-7/attempts/2');
  });

  it('of a second agent lie in a folder of that agent', () => {
    expect(trial('7@@codex', 1).dir).toBe('/w/iteration-2/agent-codex/eval-7');
  });
});
