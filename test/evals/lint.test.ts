import { chmod, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkedShare, lintSkill } from '../../src/evals/lint.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, JUDGED, smallBench } from '../support/campaign.ts';
import { ROOT } from '../support/cli.ts';
import { type Planted, writeTree } from '../support/write-tree.ts';

const folder = useTempFolder();
const HEAD = '---\nname: notes\ndescription: Writes notes.\n---\n';

/** Five evals that nothing is wrong with. */
const EVALS = [1, 2, 3, 4, 5].map((id) => ({
  id,
  prompt: `Write note ${id}.`,
  expectations: [`Note ${id} has a title`, { type: 'file_exists', file: `note-${id}.md` }],
}));

/** What lint says of a skill with this body, these files and this change of the first eval: rule, place and message. */
async function said({
  body = '',
  files = {},
  first = {},
}: {
  readonly body?: string;
  readonly files?: Readonly<Record<string, Planted>>;
  readonly first?: object;
}): Promise<readonly string[]> {
  const evals = EVALS.map((evalCase, index) => (index === 0 ? { ...evalCase, ...first } : evalCase));
  const skill = join(folder(), 'notes');
  await writeTree(skill, { 'SKILL.md': HEAD + body, 'evals/evals.json': JSON.stringify({ evals }), ...files });
  const { diagnostics } = await lintSkill(skill);
  return diagnostics.map(({ severity, rule, file, place, message }) =>
    [severity, rule, place === null ? file : `${file} ${place}:`, message].join(' '),
  );
}

it('lint has nothing to say of a skill and evals that are as they should be', async () => {
  expect(await said({})).toEqual([]);
});

describe('lint finds in the front matter', () => {
  it('what breaks the specification', async () => {
    const text = '---\nname: Notes\ndescription: Writes notes.\ncolour: red\n---\n';
    expect(await said({ files: { 'SKILL.md': text } })).toEqual([
      expect.stringMatching(/^error name-characters SKILL.md \/name:/),
      expect.stringMatching(/^error name-folder/),
      expect.stringMatching(/^warning colour-unknown/),
    ]);
  });

  it('nothing where there is no skill: that is refused', async () => {
    await expect(lintSkill(folder())).rejects.toMatchObject({ code: 'invalid_skill' });
  });
});

describe('lint finds in SKILL.md', () => {
  it.each([
    ['See [style](references/none.md).', 'error link-missing SKILL.md line 5: references/none.md does not exist'],
    ['\n![A picture](<./none.png>)', 'error link-missing SKILL.md line 6: ./none.png does not exist'],
    ['[a](there.md) [b](none.md#part "Title")', 'error link-missing SKILL.md line 5: none.md does not exist'],
    ['[a](%6Eone.md)', 'error link-missing SKILL.md line 5: none.md does not exist'],
    ['[a](100%.md)', 'error link-missing SKILL.md line 5: 100%.md does not exist'],
    ['[a](evals/evals.json)', 'error link-evals SKILL.md line 5: evals/evals.json is in evals/, which no agent gets'],
    ['Run `python scripts/none.py --all`.', 'warning link-missing SKILL.md line 5: scripts/none.py does not exist'],
    ['```\nscripts/none.py\n```', 'warning link-missing SKILL.md line 6: scripts/none.py does not exist'],
  ])('a path that leads nowhere: %j', async (body, message) => {
    expect(await said({ body, files: { 'there.md': '' } })).toEqual([message]);
  });

  it.each([
    'See [the site](https://example.org/a.md), [mail](mailto:a@b.org), [below](#part), [root](/etc/hosts), [w](www.a.org).',
    '[a](there.md) [b](./there.md#part) [c](sub/) [d](sub/deep%20er.md) [the skill](.)',
    'An example: `[title](none.md)`, and [a placeholder](url), and [another](files/{name}.md).',
    '```markdown\n[a](none.md)\n```\n~~~\n[b](none.md)\n```\n[c](none.md)\n~~~\n',
    'Writes `references/<topic>.md`, `scripts/*.py` and `my/scripts/none.py`, and `scripts/there.py`.',
  ])('no fault with %j', async (body) => {
    const files = { 'there.md': '', 'sub/deep er.md': '', 'scripts/there.py': '' };
    expect(await said({ body: `${body}\nscripts/there.py`, files })).toEqual([]);
  });

  it('more than 500 lines', async () => {
    expect(await said({ body: 'a\n'.repeat(496) })).toEqual([]);
    expect(await said({ body: 'a\n'.repeat(497) })).toEqual([
      expect.stringMatching(/^warning file-long SKILL.md has 501 lines/),
    ]);
  });
});

describe('lint finds among the files', () => {
  it('references and scripts that nothing names', async () => {
    const files = {
      'references/style.md': '',
      'references/deep/a.md': '',
      'scripts/run.py': '',
      'assets/logo.svg': '',
    };
    expect(await said({ files })).toEqual([
      'warning file-unmentioned references/deep/a.md is named nowhere in the skill, so no agent will look at it',
      expect.stringContaining('file-unmentioned references/style.md'),
      expect.stringContaining('file-unmentioned scripts/run.py'),
    ]);
    const body = 'See references/style.md, run.py, and everything in `references/deep/`.';
    expect(await said({ body, files })).toEqual([]);
    const onward = { ...files, 'references/style.md': 'Then read a.md, and start run.py.' };
    expect(await said({ body: 'See style.md.', files: onward })).toEqual([]);
  });

  it('scripts that cannot be started', async () => {
    const files = { 'scripts/a.sh': '#!/bin/sh\n', 'scripts/b.sh': { run: '#!/bin/sh\n' }, 'scripts/c.py': 'print()' };
    expect(await said({ body: 'a.sh b.sh c.py', files })).toEqual([
      'warning file-not-executable scripts/a.sh begins with #! but is not executable; run chmod +x on it',
    ]);
    await chmod(join(folder(), 'notes/scripts/a.sh'), 0o755);
    expect((await lintSkill(join(folder(), 'notes'))).diagnostics).toEqual([]);
  });

  it('what cannot be part of a skill: that is refused', async () => {
    await said({});
    await symlink('/etc/hosts', join(folder(), 'notes/hosts'));
    await expect(lintSkill(join(folder(), 'notes'))).rejects.toMatchObject({ code: 'invalid_skill' });
  });

  it('no text in pictures', async () => {
    expect(
      await said({ body: 'See `scripts/a.bin`.', files: { 'scripts/a.bin': new Uint8Array([35, 33, 0, 1]) } }),
    ).toEqual([]);
  });
});

describe('lint finds in the evals', () => {
  it.each([
    ['{', 'error evals-unreadable evals/evals.json line 1:2: is no JSON'],
    ['{"evals": [1]}', 'error evals evals/evals.json /evals/0: is no eval; it is 1.'],
  ])('what stops a run: %j', async (text, message) => {
    expect(await said({ files: { 'evals/evals.json': text } })).toContainEqual(expect.stringContaining(message));
  });

  it('that there are none', async () => {
    const skill = await writeTree(join(folder(), 'notes'), { 'SKILL.md': HEAD });
    expect(await lintSkill(skill)).toMatchObject({
      evals: 0,
      diagnostics: [{ severity: 'error', rule: 'evals-unreadable', message: 'does not exist.' }],
    });
  });

  it.each<[object, string]>([
    [{ expectations: [] }, 'evals evals/evals.json /evals/0: has no expectations, so it decides nothing'],
    [{ expectations: ['One only'] }, 'evals-single evals/evals.json /evals/0: has one expectation'],
    [
      { expectations: ['A title', 'A  TITLE'] },
      'evals-repeated evals/evals.json /evals/0/expectations/1: says the same as 1#1',
    ],
    [
      {
        expectations: [
          { type: 'file_exists', file: 'a', description: 'one' },
          { type: 'file_exists', file: 'a', description: 'two' },
        ],
      },
      'evals-repeated evals/evals.json /evals/0/expectations/1: says the same as 1#1',
    ],
    [
      { files: [{ path: 'in.csv', content: '' }], expectations: ['A title', { type: 'file_exists', file: 'in.csv' }] },
      'evals-trivial evals/evals.json /evals/0/expectations/1: names the input in.csv; unless it is changed, it is no output',
    ],
    [
      {
        files: [{ path: 'in.csv', content: '' }],
        expectations: ['A title', { type: 'file_not_exists', file: 'in.csv' }],
      },
      'evals-trivial evals/evals.json /evals/0/expectations/1: names the input in.csv, which is no output unless it is changed',
    ],
    [
      { expectations: ['A title', { type: 'regex_match', file: 'a', pattern: '\\d*' }] },
      'evals-trivial evals/evals.json /evals/0/expectations/1: has the pattern \\d*, which matches any text',
    ],
    [
      {
        prompt: 'Write a note; the title is in capital letters.',
        expectations: ['The title is in capital letters', 'b'],
      },
      'evals-in-prompt evals/evals.json /evals/0/expectations/0: stands word for word in the prompt',
    ],
    [
      {
        prompt: 'Write a note with ## Decisions of the week.',
        expectations: ['b', { type: 'file_contains', file: 'a', literal: '## Decisions of the week' }],
      },
      'evals-in-prompt evals/evals.json /evals/0/expectations/1: wants a text that the prompt gives',
    ],
    [
      { expectations: ['Every decision names its owner', 'b'] },
      'evals-in-skill evals/evals.json /evals/0/expectations/0: stands word for word in the skill',
    ],
    [
      { prompt: 'Every decision names its owner' },
      'evals-prompt-in-skill evals/evals.json /evals/0: has a prompt that the skill quotes',
    ],
    [
      { expectations: ['There is a title.', 'there is  the title'] },
      'evals-repeated evals/evals.json /evals/0/expectations/1: says the same as 1#1',
    ],
    [
      { expectations: ['The answer is good.', 'b'] },
      'evals-trivial evals/evals.json /evals/0/expectations/0: is met by',
    ],
    [
      { expectations: ['b', { type: 'file_count', glob: '*', op: 'gte', expected: 0 }] },
      'evals-trivial evals/evals.json /evals/0/expectations/1: wants 0 or more',
    ],
    [
      { expectations: ['b', { type: 'file_exists', file: 'outputs/a.md' }] },
      'evals-unreachable evals/evals.json /evals/0/expectations/1: names outputs/a.md; names are relative',
    ],
    [
      { prompt: 'Write note 2!' },
      'evals-same-prompt evals/evals.json /evals/1: asks the same as eval 1, which then counts twice',
    ],
    [
      { expectations: Array.from({ length: 31 }, (_, index) => `Line ${index} is there`) },
      'evals-many evals/evals.json /evals/0: has 31 expectations',
    ],
    [
      {
        prompt: 'End with "Reported by the notes desk".',
        assertions: [
          { type: 'all_of', checks: [{ type: 'file_contains', file: 'a', literal: 'Reported by the notes desk' }] },
        ],
        expectations: ['b'],
      },
      'evals-in-prompt evals/evals.json /evals/0/assertions/0: wants a text that the prompt gives',
    ],
  ])('what tells little: %j', async (first, message) => {
    const body = '\nSee that every decision\nnames its owner.\n';
    expect(await said({ body, first })).toContainEqual(expect.stringContaining(`warning ${message}`));
  });

  it.each<[object]>([
    [{ expectations: ['A title', { type: 'regex_match', file: 'a', pattern: '^$' }] }],
    [{ expectations: ['A title', { type: 'regex_match', file: 'a', pattern: '\\d+' }] }],
    [{ prompt: 'A title', expectations: ['A title', 'b'] }],
    [{ expectations: ['The answer names the due date', 'The result is correct to the cent'] }],
    [{ prompt: 'Fill outputs/.', expectations: ['b', { type: 'file_exists', file: 'outputs/a.md' }] }],
    [
      {
        prompt: 'Never write "as an AI language model".',
        expectations: ['b', { type: 'file_not_contains', file: 'a', literal: 'as an AI language model' }],
      },
    ],
    [
      {
        expectations: [
          { type: 'file_exists', file: 'a' },
          { type: 'file_not_exists', file: 'a.bak' },
        ],
      },
    ],
  ])('no fault with %j', async (first) => {
    expect(await said({ body: 'A title', first })).toEqual([]);
  });

  it.each([
    ['.git/HEAD', 'names .git/HEAD, and what is in .git is no output'],
    ['notes/', 'names the folder notes/, and outputs are files'],
  ])('an error where a check is about what nobody could make: %s', async (file, why) => {
    const check = { type: 'not', check: { type: 'file_exists', file } };
    expect(await said({ first: { expectations: ['b', check] } })).toEqual([
      `error evals-unreachable evals/evals.json /evals/0/expectations/1: ${why}`,
    ]);
  });

  it('that hardly any of many is a check', async () => {
    const judged = ['A title', 'An end', 'A date'];
    const evals = EVALS.map((evalCase, index) => ({
      ...evalCase,
      expectations: index === 0 ? evalCase.expectations : judged,
    }));
    expect(await said({ files: { 'evals/evals.json': JSON.stringify(evals) } })).toEqual([
      'warning evals-mostly-judged evals/evals.json only 1 of 14 expectations are checks; checks cost nothing and never waver',
    ]);
  });

  it('that they are few, and that none is a check', async () => {
    const evals = EVALS.slice(1).map((evalCase) => ({ ...evalCase, expectations: ['A title', 'An end'] }));
    expect(await said({ files: { 'evals/evals.json': JSON.stringify(evals) } })).toEqual([
      'warning evals-few evals/evals.json only 4 of 5 evals or more: chance decides much',
      'warning evals-all-judged evals/evals.json no expectation is a check; checks cost nothing and never waver',
    ]);
  });
});

it('lint counts evals, expectations and checks', async () => {
  await said({});
  const report = await lintSkill(join(folder(), 'notes'));
  expect(report).toMatchObject({ skill: 'notes', evals: 5, expectations: 10, checks: 5 });
  expect(checkedShare(report)).toBe(0.5);
  expect(checkedShare({ ...report, expectations: 0, checks: 0 })).toBeNull();
});

it('the skills that come with the package give no false alarm', async () => {
  for (const name of ['release-notes', 'plan', 'csv-cleaner', 'minutes']) {
    const { diagnostics } = await lintSkill(join(ROOT, 'fixtures/skills', name));
    const said = diagnostics.map(({ rule }) => rule);
    expect(said).toEqual(name === 'plan' ? ['evals-few'] : []);
  }
});

describe('lint finds in the trials of the run beside the skill', () => {
  it('what always passed, always failed, or could not make up its mind, as long as it is still what is asked', async () => {
    const bench = await smallBench(folder(), {}, [CHECKED, JUDGED]);
    await bench.improve({ limits: { iterations: 3 } });
    const rulesOf = async (change: (text: string) => string = (text) => text) => {
      const path = join(bench.skill, 'evals/evals.json');
      await writeFile(path, change(await readFile(path, 'utf8')));
      const { diagnostics } = await lintSkill(bench.skill);
      return diagnostics.filter(({ rule }) => /always|flaky/.test(rule)).map(({ rule, place }) => `${rule} ${place}`);
    };
    expect(await rulesOf()).toEqual([
      'evals-always-passes /evals/0/expectations/0',
      'evals-always-passes /evals/1/expectations/0',
      'evals-always-fails /evals/0/expectations/3',
      'evals-always-fails /evals/1/expectations/3',
    ]);
    expect(await rulesOf((text) => text.replace('Line 01 is done', 'Line 1 is done'))).toHaveLength(2);
  });
});
