import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLooseGrading } from '../../src/store/foreign-grading.ts';
import { grading } from '../core/gradings.ts';

const read = (value: unknown) => readLooseGrading(JSON.stringify(value));
const item = (text: string, passed: boolean) => ({
  text,
  passed,
  evidence: 'seen',
  evidence_verified: null,
  source: null,
});

describe('a grading that another tool wrote', () => {
  it.each([
    ['expectations with text', { expectations: [{ text: 'A', passed: true, evidence: 'seen' }] }],
    ['expectations with expectation', { expectations: [{ expectation: 'A', passed: true, evidence: 'seen' }] }],
    ['assertion_results', { assertion_results: [{ text: 'A', passed: true, evidence: 'seen' }] }],
    ['more than is known of', { expectations: [{ text: 'A', passed: true, evidence: 'seen', weight: 2 }], more: [] }],
    ['both lists', { expectations: [item('A', true)], assertion_results: [item('B', false)] }],
  ])('is read with %s', (_, value) => {
    expect(read(value)).toEqual({
      grading: { expectations: [item('A', true)], suggestions: [], votes: null },
      problems: [],
    });
  });

  it('is read as we write it ourselves', () => {
    const { grading: own, problems } = read(grading('+-+'));
    expect(problems).toEqual([]);
    expect(own?.expectations.map(({ text, passed, source }) => [text, passed, source])).toEqual([
      ['statement 1', true, 'judge'],
      ['statement 2', false, 'judge'],
      ['statement 3', true, 'judge'],
    ]);
  });

  it('is read with a byte order mark, without evidence, and with the same text twice', () => {
    const text = `\uFEFF${JSON.stringify({ expectations: [item('A', true), { text: 'A', passed: false }] })}`;
    expect(readLooseGrading(text).grading?.expectations).toEqual([
      item('A', true),
      { ...item('A', false), evidence: '' },
    ]);
  });

  it('has suggestions as texts or as objects', () => {
    const suggestions = ['be exact', { assertion: 'A', reason: 'too easy' }, { reason: 'why' }, 7, null];
    const value = { expectations: [item('A', true)], eval_feedback: { suggestions, overall: '' } };
    expect(read(value).grading?.suggestions).toEqual(['be exact', 'A: too easy', 'why']);
  });
});

describe('the counters of a summary', () => {
  const expectations = [item('A', true), item('B', true), item('C', false)];

  it.each([
    ['are right', { passed: 2, failed: 1, total: 3, pass_rate: 2 / 3 }],
    ['are rounded', { pass_rate: 0.67 }],
    ['are missing', {}],
    ['are no object', 'two of three'],
  ])('say nothing more when they %s', (_, summary) => {
    expect(read({ expectations, summary }).problems).toEqual([]);
  });

  it('are overruled by the items, and named, where they disagree', () => {
    const { grading: read1, problems } = read({
      expectations,
      summary: { passed: 3, failed: 0, total: 3, pass_rate: 1 },
    });
    expect(read1?.expectations.filter(({ passed }) => passed)).toHaveLength(2);
    expect(problems).toEqual([
      '/summary/passed: is 3, the items come to 2',
      '/summary/failed: is 0, the items come to 1',
      expect.stringMatching(/^\/summary\/pass_rate: is 1, the items come to 0\.66/),
    ]);
  });

  it.each([1.5, -0.1, '100%', null, 66.7])('are named when the pass rate is %j', (pass_rate) => {
    expect(read({ expectations, summary: { pass_rate } }).problems).toEqual([
      expect.stringContaining(`/summary/pass_rate: is ${JSON.stringify(pass_rate)}`),
    ]);
  });
});

describe('what is no grading counts for nothing', () => {
  it.each([
    ['', 'is no JSON object'],
    ['{"expectations": [', 'is no JSON object'],
    ['{"summary": {"pass_rate": NaN}}', 'is no JSON object'],
    ['[]', 'is no JSON object'],
    ['null', 'is no JSON object'],
    ['{"summary": {"pass_rate": 1, "passed": 9, "total": 9}}', '/assertion_results: '],
    ['{"expectations": []}', '/expectations: '],
    ['{"expectations": {"text": "A", "passed": true}}', '/expectations: '],
    ['{"expectations": [{"passed": true}]}', '/expectations/0: has neither text nor expectation'],
    ['{"expectations": [{"text": "A", "passed": "true"}]}', '/expectations/0/passed: '],
    ['{"expectations": [{"text": "A", "passed": 1}]}', '/expectations/0/passed: '],
    ['{"expectations": [{"text": "A"}]}', '/expectations/0/passed: '],
    ['{"expectations": ["A"]}', '/expectations/0: '],
    ['{"expectations": [{"text": "A", "passed": true}, {"text": "B", "passed": null}]}', '/expectations/1/passed: '],
  ])('%s', (text, problem) => {
    const { grading: none, problems } = readLooseGrading(text);
    expect(none).toBeNull();
    expect(problems[0]).toContain(problem);
  });
});

/** Passed of total as it counts; null for what counts for nothing. */
function scoreOf(text: string): number | null {
  const { grading: found } = readLooseGrading(text);
  if (found === null) return null;
  return found.expectations.filter(({ passed }) => passed).length / found.expectations.length;
}

type Json = ReturnType<typeof JSON.parse>;

/** Every place in a JSON value: where it stands and under which key. */
function placesIn(json: Json): readonly (readonly [Json, string])[] {
  return Object.keys(json).flatMap((key) => {
    const inner = typeof json[key] === 'object' && json[key] !== null ? placesIn(json[key]) : [];
    return [[json, key] as const, ...inner];
  });
}

const marks = fc.string({ unit: fc.constantFrom('+', '-'), minLength: 1, maxLength: 8 });
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('true', 1, 2, -1, 1e9, 0.999, [], {}, '', 'NaN', null),
);

describe('10,000 mutated gradings', () => {
  it('never raise a score: a value is another, a field is gone, or is called otherwise', () => {
    const change = fc.constantFrom('replace', 'remove', 'rename');
    fc.assert(
      fc.property(fc.tuple(marks, fc.nat(), change, anyValue), ([letters, place, how, value]) => {
        const json: Json = grading(letters);
        const before = scoreOf(JSON.stringify(json)) ?? 0;
        const places = placesIn(json);
        const [branch, key] = places[place % places.length] ?? [json, 'x'];
        // A grader that says itself that an expectation is met cannot be told from a mutation.
        fc.pre(!(how === 'replace' && value === true));
        fc.pre(!(how === 'remove' && Array.isArray(branch)));
        if (how === 'replace') branch[key] = value;
        else {
          if (how === 'rename') branch[`${key}_`] = branch[key];
          delete branch[key];
        }
        const after = scoreOf(JSON.stringify(json));
        expect(after === null || after <= before).toBe(true);
      }),
      { seed: 11, numRuns: 5000 },
    );
  });

  it('never crash the reader, whatever the bytes', () => {
    const anyGrading = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .record({ expectations: fc.jsonValue(), summary: fc.jsonValue(), eval_feedback: fc.jsonValue() })
        .map((value) => JSON.stringify(value)),
      fc.tuple(marks, fc.nat()).map(([letters, length]) => JSON.stringify(grading(letters)).slice(0, length)),
    );
    fc.assert(
      fc.property(anyGrading, (text) => {
        const score = scoreOf(text);
        expect(score === null || (score >= 0 && score <= 1)).toBe(true);
      }),
      { seed: 12, numRuns: 5000 },
    );
  });
});
