import { describe, expect, it } from 'vitest';
import type { Difference, Verification } from '../../src/core/difference.ts';
import { plain } from '../../src/report/paint.ts';
import { renderVerification } from '../../src/report/verify.ts';

const FOUND: Verification = {
  workspace: '/w',
  counts: { iterations: 4, versions: 3, gradings: 1 },
  differences: [],
  unverified: [],
  leftovers: [],
};

const render = (found: Partial<Verification>) => renderVerification({ ...FOUND, ...found }, { paint: plain });

describe('what verify found', () => {
  it('is one line with counts when everything comes out', () => {
    expect(render({})).toBe('ok: 4 iterations, 3 versions, 1 grading recomputed, no difference');
  });

  it.each<[Difference, string]>([
    [{ kind: 'changed', path: 'v1/SKILL.md' }, 'v1/SKILL.md was changed'],
    [{ kind: 'missing', path: 'iteration-2' }, 'iteration-2 is missing'],
    [{ kind: 'extra', path: 'v2' }, 'v2 does not belong here'],
    [{ kind: 'invalid', path: 'run.json', message: 'is no JSON.' }, 'run.json: is no JSON.'],
    [
      { kind: 'value', path: 'results.tsv', place: 'line 3 score', stored: '0.9', computed: '0.5' },
      'results.tsv line 3 score: stored "0.9", comes out as "0.5"',
    ],
    [
      { kind: 'value', path: 'a.json', place: '/x', stored: undefined, computed: [1] },
      'a.json /x: stored nothing, comes out as [1]',
    ],
  ])('is a line for each difference: %j', (difference, line) => {
    expect(render({ differences: [difference] })).toBe(
      `1 difference; 4 iterations, 3 versions, 1 grading recomputed\n  ${line}`,
    );
  });

  it('says what could not be verified, and what a kill left', () => {
    const text = render({ unverified: ['the contents of v0'], leftovers: ['best.123'] });
    expect(text.split('\n').slice(1)).toEqual([
      'not verified: the contents of v0',
      'left by a killed process, harmless: best.123',
    ]);
  });

  it('cannot steer a terminal, whatever files are called', () => {
    const path = 'v1/\u001b[31m\u202Ename\nnext';
    const text = render({
      differences: [
        { kind: 'extra', path },
        { kind: 'value', path, place: '/\u001b[0m', stored: '\u202E', computed: null },
        { kind: 'invalid', path, message: '\u0007' },
      ],
    });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(text.split('\n')).toHaveLength(4);
  });
});
