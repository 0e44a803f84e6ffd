import { posix } from 'node:path';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { isEvals } from '../store/tree-hash.ts';
import type { SkillFile } from './lint-files.ts';

/** Links of SKILL.md that lead nowhere are errors; paths that it only mentions are warnings. `paths` are all there are. */
export function lintLinks(files: readonly SkillFile[], paths: readonly string[]): readonly Diagnostic[] {
  const skill = files.find(({ path }) => path === 'SKILL.md');
  if (skill === undefined) return [];
  return targetsIn(skill.text).flatMap(({ target, line, isLink }) => {
    const path = posix.normalize(target).replace(/\/$/, '');
    const told = { file: 'SKILL.md', place: `line ${line}`, severity: isLink ? 'error' : 'warning' } as const;
    if (isEvals(path)) return [{ ...told, rule: 'link-evals', message: `${target} is in evals/, which no agent gets` }];
    if (path === '.' || paths.includes(path)) return [];
    return [{ ...told, rule: 'link-missing', message: `${target} does not exist` }];
  });
}

interface Target {
  readonly target: string;
  /** From 1. */
  readonly line: number;
  /** A Markdown link; else a path in code. */
  readonly isLink: boolean;
}

function targetsIn(markdown: string): readonly Target[] {
  let fence: string | null = null;
  return markdown.split('\n').flatMap((text, index) => {
    const mark = /^\s*(```|~~~)/.exec(text)?.[1];
    const inFence = fence !== null;
    if (mark !== undefined) fence = fence === null ? mark : fence === mark ? null : fence;
    const links = inFence ? [] : linksIn(text.replaceAll(/`[^`]*`/g, ''));
    const code = inFence ? [text] : [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const line = index + 1;
    return [
      ...links.map((target) => ({ target, line, isLink: true })),
      ...code.flatMap(pathsIn).map((target) => ({ target, line, isLink: false })),
    ];
  });
}

/** Targets that look like a file of the skill: no address, no anchor, no placeholder. */
function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\(\s*<?([^)\s>]+)/g)]
    .map((match) => decoded((match[1] ?? '').replace(/[#?].*$/, '')))
    .filter((target) => /[./]/.test(target) && !/^[a-z][a-z0-9+.-]*:|^\/|^www\.|[{}<>$*]/i.test(target));
}

function pathsIn(code: string): readonly string[] {
  const named = /(?<![\w./$}-])(?:\.\/)?(?:scripts|references|assets)\/[\w./-]*\.\w+(?![\w/*{<])/g;
  return [...code.matchAll(named)].map((match) => match[0]);
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch (error) {
    if (error instanceof URIError) return target;
    throw error;
  }
}
