import type { Diagnostic } from '../core/schema/diagnostic.ts';

const KNOWN_KEYS: readonly string[] = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'];

const MAX_NAME = 64;
const MAX_DESCRIPTION = 1024;
const MAX_COMPATIBILITY = 500;

type Frontmatter = Readonly<Record<string, unknown>>;

/** What of a skill's front matter breaks the Agent Skills specification. Lengths count characters, not bytes. */
export function checkSkill(frontmatter: Frontmatter, folderName: string): readonly Diagnostic[] {
  return [
    ...checkName(frontmatter.name, folderName),
    ...checkText(frontmatter, { key: 'description', max: MAX_DESCRIPTION, required: true }),
    ...checkText(frontmatter, { key: 'compatibility', max: MAX_COMPATIBILITY, required: false }),
    ...checkKeys(frontmatter),
  ];
}

/** The errors of `after` whose rule `before` did not break: what an edit is to blame for. */
export function newProblems(before: readonly Diagnostic[], after: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set(before.filter(isError).map(({ rule }) => rule));
  return after.filter((diagnostic) => isError(diagnostic) && !known.has(diagnostic.rule));
}

function checkName(name: unknown, folderName: string): readonly Diagnostic[] {
  if (typeof name !== 'string' || name === '') return [error('name', 'required', 'a name is missing, or is no text')];
  const shown = JSON.stringify(name);
  const length = lengthOf(name);
  const allowed = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
  return [
    ...(length <= MAX_NAME
      ? []
      : [error('name', 'length', `the name has ${length} characters; at most ${MAX_NAME} are allowed`)]),
    ...(allowed
      ? []
      : [
          error(
            'name',
            'characters',
            `the name ${shown} may hold only lowercase letters, digits and single hyphens between them`,
          ),
        ]),
    ...(name === folderName
      ? []
      : [error('name', 'folder', `the name ${shown} is not that of the folder, ${JSON.stringify(folderName)}`)]),
  ];
}

interface TextRule {
  readonly key: string;
  readonly max: number;
  readonly required: boolean;
}

function checkText(frontmatter: Frontmatter, { key, max, required }: TextRule): readonly Diagnostic[] {
  const value = frontmatter[key];
  if (value === undefined && !required) return [];
  if (typeof value !== 'string' || value.trim() === '') {
    return [error(key, 'required', `the ${key} is missing, empty, or no text`)];
  }
  const length = lengthOf(value);
  return length <= max ? [] : [error(key, 'length', `the ${key} has ${length} characters; at most ${max} are allowed`)];
}

function checkKeys(frontmatter: Frontmatter): readonly Diagnostic[] {
  const unknown = Object.keys(frontmatter).filter((key) => !KNOWN_KEYS.includes(key));
  return unknown.map((key) => ({
    ...error(key, 'unknown', `${JSON.stringify(key)} is not in the specification; agents may not read it`),
    severity: 'warning',
  }));
}

function error(key: string, rule: string, message: string): Diagnostic {
  const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { severity: 'error', rule: `${key}-${rule}`, message, file: 'SKILL.md', place: pointer };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

function lengthOf(text: string): number {
  return [...text].length;
}
