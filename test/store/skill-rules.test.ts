import { describe, expect, it } from 'vitest';
import { checkSkill, newProblems } from '../../src/store/skill-rules.ts';

const good = { name: 'pdf-tools', description: 'Reads PDFs.' };
const rules = (change: object, folder = 'pdf-tools') =>
  checkSkill({ ...good, ...change }, folder).map(({ rule }) => rule);

describe('the rules of a skill', () => {
  it.each([
    [{}],
    [{ license: 'MIT', compatibility: 'x'.repeat(500), metadata: { a: 1 }, 'allowed-tools': 'Bash' }],
    [{ description: '\u{1F600}'.repeat(1024) }],
  ])('accept %j', (change) => {
    expect(rules(change)).toEqual([]);
  });

  it.each(['a', 'a1', '1-2-3', 'x'.repeat(64)])('accept the name %s', (name) => {
    expect(rules({ name }, name)).toEqual([]);
  });

  it.each(['PDF', '-a', 'a-', 'a--b', 'a_b', 'a b', 'café', 'a\n'])(
    'do not accept the characters of the name %j',
    (name) => {
      expect(rules({ name }, name)).toEqual(['name-characters']);
    },
  );

  it.each([
    [{ name: 'x'.repeat(65) }, ['name-length', 'name-folder']],
    [{ name: 'other' }, ['name-folder']],
    [{ name: 7 }, ['name-required']],
    [{ name: '' }, ['name-required']],
    [{ description: ' \n' }, ['description-required']],
    [{ description: undefined }, ['description-required']],
    [{ description: ['a'] }, ['description-required']],
    [{ description: 'x'.repeat(1025) }, ['description-length']],
    [{ compatibility: 'x'.repeat(501) }, ['compatibility-length']],
    [{ compatibility: 3 }, ['compatibility-required']],
  ])('find in %j: %j', (change, expected) => {
    expect(rules(change)).toEqual(expected);
  });

  it('warn of unknown keys, each with its pointer', () => {
    expect(checkSkill({ ...good, 'a/b': 1, version: 2 }, 'pdf-tools')).toMatchObject([
      { severity: 'warning', rule: 'a/b-unknown', place: '/a~1b', file: 'SKILL.md' },
      { severity: 'warning', rule: 'version-unknown', place: '/version' },
    ]);
  });
});

describe('an edit is to blame', () => {
  const check = (change: object) => checkSkill({ ...good, ...change }, 'pdf-tools');

  it('for a problem that was not there before', () => {
    expect(newProblems(check({}), check({ description: '' })).map(({ rule }) => rule)).toEqual([
      'description-required',
    ]);
  });

  it('not for one that was, even in another form, nor for a warning', () => {
    expect(newProblems(check({ name: 'PDF' }), check({ name: 'Pdf', version: 1 }))).toEqual([]);
  });
});
