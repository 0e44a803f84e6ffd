import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EvidenceSources, isFound, plainText } from '../../src/evals/judge-evidence.ts';
import { evidenceSources } from '../../src/evals/judge-sources.ts';
import { trialAt } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

const REPORT = '# Costs\n\nThe total is 1,204 dollars – more than last year.\n| item | price |\n"quoted" here\n';
const JSON_CALL = '```\n{\n  "content": "line one\\nline two"\n}\n```';

function sourcesOf(...texts: readonly string[]): EvidenceSources {
  return { texts: texts.map(plainText), outputs: new Set(['report.md', 'outputs/report.md']) };
}

const found = (evidence: string) => isFound(evidence, sourcesOf(REPORT, JSON_CALL, '> I wrote\n> the report.'));

describe('evidence that exists', () => {
  it.each([
    ['a quote in double quotes', 'It says "The total is 1,204 dollars".'],
    ['a quote in typographic quotes and dashes', 'It says “The total is 1,204 dollars - more than last year”'],
    ['a quote in backticks', 'The heading `# Costs` is there'],
    ['a quote in single quotes', "The table has 'item | price' as its head"],
    ['a code fence', 'See:\n```md\n| item | price |\n```'],
    ['a quoted line', 'See:\n> | item | price |'],
    ['the whole of it', '# Costs'],
    ['a quote broken over lines', 'It says "The total\n   is 1,204\tdollars"'],
    ['a quote with an ellipsis', 'It says "The total is … more than last year"'],
    ['a quote that ends with a stop of its own', 'It says "The total is 1,204."'],
    ['a line that the transcript quotes', 'The agent said "I wrote the report"'],
    ['what stands in JSON, with its line ends', 'It wrote "line one\nline two"'],
    ['two quotes', '"# Costs" and `| item | price |`'],
    ['the name of an output', 'There is `outputs/report.md`.'],
    ['a quote beside the name of an output', '`report.md` says "# Costs"'],
    ['a quote beside the name of the transcript', '`transcript.md` has "I wrote the report"'],
    ['a quote beside an apostrophe', "The report's heading isn't long: '# Costs'"],
  ])('%s', (_, evidence) => {
    expect(found(evidence)).toBe(true);
  });
});

describe('evidence that does not exist', () => {
  it.each([
    ['nothing', ''],
    ['a judgement without a quote', 'The report is well written.'],
    ['an invented quote', 'It says "The total is 9,999 dollars".'],
    ['an invented quote beside a true one', '"# Costs" and "# Savings"'],
    ['other capitals', 'It says "# costs"'],
    ['parts in the wrong order', 'It says "more than last year … The total is"'],
    ['a quote too short to tell', 'It says "|".'],
    ['the name of the transcript alone', 'See `transcript.md`.'],
    ['the name of a file that is no output', 'There is `outputs/summary.md`.'],
    ['words that only touch apostrophes', "It's the agent's report"],
  ])('%s', (_, evidence) => {
    expect(found(evidence)).toBe(false);
  });
});

const word = fc.stringMatching(/^[a-z]{3,9}$/);
const blank = fc.constantFrom(' ', '\n', '  ', '\t', '\r\n');

describe('a quote', () => {
  it('is found wherever it is taken from and however it is wrapped', () => {
    const cuts = fc.tuple(fc.array(word, { minLength: 3, maxLength: 12 }), fc.nat(), fc.nat(), fc.array(blank));
    fc.assert(
      fc.property(cuts, ([words, a, b, blanks]) => {
        const from = a % words.length;
        const to = from + 1 + (b % (words.length - from));
        const wrapped = words
          .slice(from, to)
          .reduce((text, next, index) => `${text}${blanks[index % (blanks.length || 1)] ?? ' '}${next}`);
        expect(isFound(`It says "${wrapped}".`, sourcesOf('other', words.join(' ')))).toBe(true);
      }),
    );
  });

  it('with a word that stands nowhere is never found', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.nat(), (words, at) => {
        const forged = words.with(at % words.length, 'INVENTED');
        expect(isFound(`It says "${forged.join(' ')}"`, sourcesOf(words.join(' ')))).toBe(false);
      }),
    );
  });

  // Work that grows with the square of the length would take until the time limit, and for hours after it.
  it('may be endless', () => {
    const endless = ['.', '"', "'", '`', '```\n', '> ', '"abc" ', '… '].map((part) => part.repeat(300_000));
    expect(endless.map(found)).toEqual(endless.map(() => false));
  });

  it('makes no trouble, whatever a judge writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (evidence) => {
        expect(typeof found(evidence)).toBe('boolean');
      }),
    );
  });
});

it('the sources are the transcript without the words of the task, and the outputs', async () => {
  const dir = await writeTree(temp(), {
    'transcript.md': '## Prompt\n\nWrite a fine report.\n\n## Assistant\n\n> Done it.\n',
    'outputs/deep/report.md': 'The total is 7',
  });
  const place = trialAt(dir, { root: temp(), path: 'blobs/sha256' });
  const sources = await evidenceSources(place, 'Write a fine report.');
  const isThere = (evidence: string) => isFound(evidence, sources);
  expect(['"Done it."', '"The total is 7"', '`deep/report.md`', '`report.md`'].map(isThere)).toEqual(
    Array(4).fill(true),
  );
  expect(isThere('"Write a fine report."')).toBe(false);
});
